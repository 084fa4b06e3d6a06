/// The decisions of one router step, packed: no allocation per event, names resolved only when somebody asks.
package struct OutcomeBatch: Sendable {
  /// 16 bytes: there is one for every event and sink that is retained.
  struct Record: Sendable {
    enum Kind: UInt8, Sendable { case admitted, merged, dropped, absorbed, held, unrouted }

    let number: EventNumber
    /// An index into the graph, -1 for none.
    let pipeline: Int16
    /// The index of the sink (admitted, merged) or of the stage (dropped, absorbed, held); -1 for none.
    let place: Int16
    /// An index into `reasons`.
    var reason: UInt16 = 0
    let kind: Kind
    let isChanged: Bool
  }

  /// The form in which a sink got an event that a stage had changed.
  struct ChangedForm: Sendable {
    let number: EventNumber
    /// Nil when it could not be read again.
    let event: Event?
  }

  /// What the records' indices stand for.
  package let names: GraphNames
  private(set) var records: [Record] = []
  /// One for each admission of a changed event, in order: resume must show the form that was sent.
  private(set) var changed: [ChangedForm] = []
  private(set) var reasons: [DropReason] = []

  init(graph: Graph, capacity: Int = 0) {
    names = graph.names
    records.reserveCapacity(capacity)
  }

  init(names: GraphNames, records: [Record], reasons: [DropReason]) {
    (self.names, self.records, self.reasons) = (names, records, reasons)
  }

  package var isEmpty: Bool { records.isEmpty }
  package var count: Int { records.count }

  package func outcomes(of number: EventNumber) -> [Outcome] { records.filter { $0.number == number }.map(outcome) }

  private func outcome(of record: Record) -> Outcome {
    let pipeline = record.pipeline < 0 ? nil : names.pipelines[Int(record.pipeline)]
    let place = Int(record.place)
    func stage() -> String { pipeline?.stages[place].name ?? "" }
    let fate: Outcome.Fate =
      switch record.kind {
      case .admitted: .admitted(sink: names.sinks[place])
      case .merged: .merged(sink: names.sinks[place])
      case .dropped: .dropped(stage: stage(), reasons[Int(record.reason)])
      case .absorbed: .absorbed(stage: stage())
      case .held: .held(stage: stage())
      case .unrouted: .unrouted
      }
    return Outcome(pipeline: pipeline?.name, fate: fate, isChanged: record.isChanged)
  }
}

// MARK: - Recording

extension OutcomeBatch {
  mutating func add(_ number: EventNumber, unroutedBehind pipeline: Int? = nil, isChanged: Bool = false) {
    add(number, .unrouted, pipeline: pipeline ?? -1, place: -1, isChanged)
  }

  mutating func add(_ walker: Walker, admittedTo sink: Int) {
    add(walker.delivery.number, .admitted, pipeline: walker.pipeline, place: sink, walker.isChanged)
    guard walker.isChanged else { return }
    changed.append(ChangedForm(number: walker.delivery.number, event: walker.delivery.event))
  }

  mutating func add(_ walker: Walker, mergedAt sink: Int) {
    add(walker.delivery.number, .merged, pipeline: walker.pipeline, place: sink, walker.isChanged)
  }

  mutating func add(_ number: EventNumber, droppedAt stage: StagePlace, _ reason: DropReason, isChanged: Bool) {
    let reason = intern(reason)
    add(number, .dropped, pipeline: stage.pipeline, place: stage.position, isChanged, reason)
  }

  mutating func add(_ number: EventNumber, absorbedAt stage: StagePlace, isChanged: Bool) {
    add(number, .absorbed, pipeline: stage.pipeline, place: stage.position, isChanged)
  }

  mutating func add(_ number: EventNumber, heldAt stage: StagePlace, isChanged: Bool) {
    add(number, .held, pipeline: stage.pipeline, place: stage.position, isChanged)
  }

  /// For batches that are read again.
  mutating func addForm(_ record: Record, _ event: Event?) {
    changed.append(ChangedForm(number: record.number, event: event))
  }

  /// Takes over the records of a later batch of the same graph.
  mutating func append(_ later: OutcomeBatch) {
    let translated = later.reasons.map { intern($0) }
    records += later.records.map { record in
      var record = record
      if record.kind == .dropped { record.reason = translated[Int(record.reason)] }
      return record
    }
    changed += later.changed
  }

  private mutating func add(
    _ number: EventNumber, _ kind: Record.Kind, pipeline: Int, place: Int, _ isChanged: Bool, _ reason: UInt16 = 0
  ) {
    // A graph has no index that does not fit: `Graph.limit`.
    records.append(
      Record(
        number: number, pipeline: Int16(clamping: pipeline), place: Int16(clamping: place), reason: reason, kind: kind,
        isChanged: isChanged))
  }

  /// Reasons are few: a closed set of words per stage type.
  private mutating func intern(_ reason: DropReason) -> UInt16 {
    if let index = reasons.firstIndex(of: reason) { return UInt16(clamping: index) }
    reasons.append(reason)
    return UInt16(clamping: reasons.count - 1)
  }
}
