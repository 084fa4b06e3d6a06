import Glibc

/// The salvage on any bytes: a database file and its write-ahead log, the length of the first in two bytes before both.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  let input = UnsafeBufferPointer(start: start, count: count)
  guard count >= 2 else { return 0 }
  let split = min(count, 2 + Int(input[0]) << 8 + Int(input[1]))
  write(input[2..<split], to: SalvageFuzz.path)
  write(input[split...], to: SalvageFuzz.path + "-wal")
  guard let carver = try? PageCarver(path: SalvageFuzz.path, judging: RowJudge()) else {
    fatalError("the file is there")
  }
  var check = FoundRows()
  try? carver.carve(into: &check)
  return 0
}

private enum SalvageFuzz {
  /// In memory, one for each process.
  static let path = "/dev/shm/junctor-salvage-fuzz-\(getpid())"
}

/// Every row that is handed over lies in its record.
private struct FoundRows: CarvedRowTaker {
  private let judge = RowJudge()

  func wants(_ layout: RecordLayout) -> Bool { judge.wants(layout) }

  mutating func take(_ layout: RecordLayout, _ record: Span<UInt8>) -> Bool {
    var end = layout.columns.first?.range.lowerBound ?? 0
    for column in layout.columns {
      guard column.range.lowerBound == end else { fatalError("a hole between two columns") }
      end = column.range.upperBound
    }
    guard end == record.count else { fatalError("the columns end at \(end) of \(record.count)") }
    return judge.take(layout, record)
  }
}

private func write(_ bytes: Slice<UnsafeBufferPointer<UInt8>>, to path: String) {
  let file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
  let rest = UnsafeBufferPointer(rebasing: bytes)
  guard file >= 0, Glibc.write(file, rest.baseAddress, rest.count) == rest.count else { fatalError("\(path)") }
  close(file)
}
