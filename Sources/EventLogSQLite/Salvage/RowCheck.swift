/// Tells whether a carved row is a whole row of one of the log's tables: by its columns and its checksum, which covers
/// the table's name.
struct RowCheck {
  private typealias Candidate = (table: SalvagedTable, columns: [SalvagedTable.Column])

  /// By the number of columns.
  private let candidates: [Int: [Candidate]] = Dictionary(
    grouping: SalvagedTable.allCases.map { ($0, $0.columns) }, by: \.columns.count)

  /// The table that the row may be of.
  func table(of layout: RecordLayout) -> SalvagedTable? { candidate(layout)?.table }

  /// The table that the row is of, if the row is as it was written.
  func table(ofWhole layout: RecordLayout, _ record: Span<UInt8>) -> SalvagedTable? {
    guard let (table, columns) = candidate(layout), let stated = layout.columns.last else { return nil }
    var checksum = Checksum(table: table.rawValue)
    for (column, expected) in zip(layout.columns, columns).dropLast() {
      if case .key = expected { checksum.add(layout.rowid) } else { Self.add(column, of: record, to: &checksum) }
    }
    return stated.integer(in: record) == Int64(checksum.value) ? table : nil
  }

  private func candidate(_ layout: RecordLayout) -> Candidate? {
    candidates[layout.columns.count]?.first { candidate in
      zip(layout.columns, candidate.columns).allSatisfy { Self.fits($0.storage, $1) }
    }
  }

  private static func fits(_ storage: RecordLayout.Storage, _ column: SalvagedTable.Column) -> Bool {
    switch (column, storage) {
    case (.key, .null), (.optionalInteger, .null), (.optionalText, .null), (.blob, .blob): true
    case (.integer, .integer), (.integer, .zero), (.integer, .one): true
    case (.optionalInteger, .integer), (.optionalInteger, .zero), (.optionalInteger, .one): true
    case (.text, .text), (.optionalText, .text): true
    default: false
    }
  }

  private static func add(_ column: RecordLayout.Column, of record: Span<UInt8>, to checksum: inout Checksum) {
    switch column.storage {
    case .null: checksum.add(nil)
    case .text, .blob:
      record.extracting(column.range).withUnsafeBytes { checksum.add(column: $0) }
    default: checksum.add(column.integer(in: record) ?? 0)
    }
  }
}

extension RecordLayout.Column {
  /// Nil if the column holds no integer.
  func integer(in record: Span<UInt8>) -> Int64? {
    switch storage {
    case .integer: record.signed(range)
    case .zero: 0
    case .one: 1
    default: nil
    }
  }
}
