// How decisions are kept outside of memory: 16 bytes each, little-endian.
extension OutcomeBatch {
  package static let recordSize = 16

  package struct StoredForm: Sendable {
    /// Among the decisions, which one it belongs to.
    package let offset: Int
    package let number: EventNumber
    package let data: JSONDocument
  }

  package var storedRecords: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(records.count * Self.recordSize)
    for record in records {
      withUnsafeBytes(of: record.number.value.littleEndian) { bytes.append(contentsOf: $0) }
      for half in [UInt16(bitPattern: record.pipeline), UInt16(bitPattern: record.place), record.reason] {
        bytes.append(UInt8(truncatingIfNeeded: half))
        bytes.append(UInt8(truncatingIfNeeded: half >> 8))
      }
      bytes.append(record.kind.rawValue)
      bytes.append(record.isChanged ? 1 : 0)
    }
    return bytes
  }

  package var reasonNames: [String] { reasons.map(\.name) }

  /// The payloads that stages had changed.
  package var storedForms: [StoredForm] {
    var forms = changed.makeIterator()
    return records.enumerated().compactMap { offset, record in
      guard record.kind == .admitted, record.isChanged, let form = forms.next(), let event = form.event else {
        return nil
      }
      return StoredForm(offset: offset, number: form.number, data: event.data)
    }
  }

  /// Decisions whose admissions are changed, in order: the forms that have to be read for `init(stored:)`.
  package static func changedOffsets(in stored: [UInt8]) -> [Int] {
    stride(from: 0, to: stored.count - recordSize + 1, by: recordSize).enumerated().compactMap { offset, start in
      stored[start + 14] == Record.Kind.admitted.rawValue && stored[start + 15] == 1 ? offset : nil
    }
  }

  /// - Parameter form: the event as a stage had changed it, by the decision's place among these; nil when it is lost.
  /// - Returns: nil when this is no text of decisions, or not with these names.
  package init?(
    stored: [UInt8], reasons: [String], names: GraphNames, form: (_ offset: Int, EventNumber) -> Event?
  ) {
    guard stored.count.isMultiple(of: Self.recordSize) else { return nil }
    var records: [Record] = []
    records.reserveCapacity(stored.count / Self.recordSize)
    for start in stride(from: 0, to: stored.count, by: Self.recordSize) {
      guard let record = Record(stored[start..<start + Self.recordSize]), record.fits(names, reasons: reasons.count)
      else { return nil }
      records.append(record)
    }
    self.init(names: names, records: records, reasons: reasons.map { DropReason($0) })
    for (offset, record) in records.enumerated() where record.kind == .admitted && record.isChanged {
      addForm(record, form(offset, record.number))
    }
  }
}

extension OutcomeBatch.Record {
  fileprivate init?(_ bytes: ArraySlice<UInt8>) {
    let start = bytes.startIndex
    func half(_ offset: Int) -> UInt16 { UInt16(bytes[start + offset]) | UInt16(bytes[start + offset + 1]) << 8 }
    guard let kind = Kind(rawValue: bytes[start + 14]), bytes[start + 15] <= 1 else { return nil }
    let number = (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[start + $1]) << (8 * UInt64($1)) }
    self.init(
      number: EventNumber(number), pipeline: Int16(bitPattern: half(8)), place: Int16(bitPattern: half(10)),
      reason: half(12), kind: kind, isChanged: bytes[start + 15] == 1)
  }

  /// Whether all indices mean something.
  fileprivate func fits(_ names: GraphNames, reasons: Int) -> Bool {
    guard number <= .limit, pipeline >= -1, Int(pipeline) < names.pipelines.count else { return false }
    switch kind {
    case .admitted, .merged: return names.sinks.indices.contains(Int(place))
    case .dropped where Int(reason) >= reasons: return false
    case .dropped, .absorbed, .held:
      return pipeline >= 0 && names.pipelines[Int(pipeline)].stages.indices.contains(Int(place))
    case .unrouted: return true
    }
  }
}
