/// Which entries were saved: 16 bytes for each run of numbers.
struct SalvagedNumbers {
  private var runs = RangeSet<Int64>()

  /// False if the number is there already, or is none.
  mutating func insert(_ number: Int64) -> Bool {
    guard number >= 0, number < .max, !runs.contains(number) else { return false }
    runs.insert(contentsOf: number..<number + 1)
    return true
  }

  func describe(in report: inout SalvageReport) {
    guard let first = runs.ranges.first, let last = runs.ranges.last else { return }
    report.oldest = first.lowerBound
    report.head = last.upperBound - 1
    for (run, next) in zip(runs.ranges, runs.ranges.dropFirst()) {
      report.missingCount += next.lowerBound - run.upperBound
      if report.missing.count < SalvageReport.missingLimit {
        report.missing.append(run.upperBound...next.lowerBound - 1)
      }
    }
  }
}
