import Testing

@testable import TailPlugin

@Suite struct RotationMarkTests {
  @Test(
    arguments: [
      ("events.log.1", .number(1)), ("events.log.0012", .number(12)),
      ("events.log-20241229", .date("20241229")), ("events.log.2024-12-29", .date("20241229")),
      ("events.log.2024-12-29_10-30-00", .date("20241229103000")), ("events.log-1735430400", .date("1735430400")),
      ("events-20240115T103000.000001Z.log", .date("20240115103000000001")), ("events-20241229.log", .date("20241229")),
      ("events.log", nil), ("events.log.", nil), ("events.log.errors", nil), ("events.log.1.gz", nil),
      ("events.log-20241329", nil), ("events.log-audit-20241229", nil), ("events.log.12345", nil), ("events.log1", nil),
      ("events-1.log", nil), ("events-audit.log", nil), ("events.1.log", nil), ("other.log.1", nil), ("e.log", nil),
    ] as [(String, RotationMark?)])
  func `a rotated file is known by its name`(name: String, mark: RotationMark?) {
    #expect(RotationMark(name, beside: "events.log") == mark)
  }

  @Test func `a name without an ending has rotated files too`() {
    #expect(RotationMark("messages-20241229", beside: "messages") == .date("20241229"))
    #expect(RotationMark(".hidden-20241229", beside: ".hidden") == .date("20241229"))
  }

  @Test func `of dates the earlier, of numbers the higher is older`() {
    let marks: [RotationMark] = [.number(1), .date("20241230"), .number(10), .date("2024122910"), .number(2)]
    #expect(
      marks.sorted() == [.date("2024122910"), .date("20241230"), .number(10), .number(2), .number(1)])
  }
}
