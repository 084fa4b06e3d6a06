import ConfigSchema
import Testing

struct UnitsTests {
  @Test(arguments: [
    ("250us", Duration.microseconds(250)), ("250ms", .milliseconds(250)), ("5s", .seconds(5)), ("5 s", .seconds(5)),
    ("2m", .seconds(120)), ("2min", .seconds(120)), ("1.5h", .seconds(5400)), ("0.25s", .milliseconds(250)),
    ("7d", .seconds(604_800)), ("1_000s", .seconds(1000)), ("0s", .zero), ("1.500s", .milliseconds(1500)),
    ("9007199254740993us", .microseconds(9_007_199_254_740_993)),
  ])
  func `A duration is a number and a unit, exactly`(text: String, expected: Duration) {
    #expect(Duration.read(.plain(text)).value == expected)
  }

  @Test(arguments: [
    ("5", "the duration needs a unit"),
    ("5 parsecs", "'parsecs' is not a unit of a duration"),
    ("1h30m", "'h30m' is not a unit of a duration"),
    ("-5s", "expected a duration such as 5s, found a string"),
    ("s", "expected a duration such as 5s, found a string"),
    ("1.2.3s", "expected a duration such as 5s, found a string"),
    (".5s", "expected a duration such as 5s, found a string"),
    ("5.s", "expected a duration such as 5s, found a string"),
    ("_5s", "expected a duration such as 5s, found a string"),
    ("٣s", "expected a duration such as 5s, found a string"),
    ("", "expected a duration such as 5s, found nothing"),
    ("0.5us", "the duration is too fine: the smallest step is 1us"),
    ("0.0000001s", "the duration is too fine: the smallest step is 1us"),
    ("200000000d", "the duration is too large"),
    ("99999999999999999999s", "the duration is too large"),
  ])
  func `A bad duration says what is wrong with it`(text: String, message: String) {
    #expect(Duration.read(.plain(text)).messages == [message])
  }

  @Test func `A number of absurd length is refused and does not trap`() {
    let digits = String(repeating: "9", count: 10_000)
    #expect(Duration.read(.plain(digits + "s")).messages == ["the duration is too large"])
    #expect(Duration.read(.plain("0." + digits + "s")).value == nil)
    #expect(Rate.read(.plain(digits + "/s")).value == nil)
    #expect(Int.read(.plain(digits)).messages == ["the number is too large"])
    #expect(Double.read(.plain(digits)).value == nil)
  }

  @Test(arguments: [
    ("512B", 512), ("64KiB", 65536), ("64kB", 64000), ("1.5MiB", 1_572_864), ("2GiB", 2_147_483_648),
    ("1TB", 1_000_000_000_000),
    ("0B", 0), ("7TiB", 7_696_581_394_432),
  ])
  func `A size has decimal or binary units`(text: String, bytes: Int) {
    #expect(ByteSize.read(.plain(text)).value == ByteSize(bytes: bytes))
  }

  @Test(arguments: [
    ("64", "the size needs a unit"), ("64KB", "'KB' is not a unit of a size"),
    ("0.3B", "the size is too fine: the smallest step is 1B"), ("9999999999TiB", "the size is too large"),
  ])
  func `A bad size says what is wrong with it`(text: String, message: String) {
    #expect(ByteSize.read(.plain(text)).messages == [message])
  }

  @Test(arguments: [
    ("10/min", 10.0, Duration.seconds(60)), ("1000/s", 1000, .seconds(1)), ("0.5/s", 0.5, .seconds(1)),
    ("1 / hour", 1, .seconds(3600)), ("3/d", 3, .seconds(86400)),
  ])
  func `A rate is so many per time`(text: String, count: Double, period: Duration) {
    #expect(Rate.read(.plain(text)).value == Rate(count, per: period))
  }

  @Test(arguments: ["10", "10/", "10/week", "/s", "ten/s", "10s"])
  func `A bad rate is refused`(text: String) {
    #expect(Rate.read(.plain(text)).value == nil)
    #expect(Rate.read(.plain(text)).messages.count == 1)
  }

  @Test func `An unknown unit that came from outside is not shown`() {
    #expect(Duration.read(.substituted("5 hunter2")).messages == ["the duration needs a unit"])
  }

  @Test func `Defaults are shown in the largest unit that divides them`() {
    #expect(Duration.seconds(90).configText == "90s")
    #expect(Duration.seconds(7200).configText == "2h")
    #expect(Duration.milliseconds(1500).configText == "1500ms")
    #expect(Duration.zero.configText == "0us")
    #expect(ByteSize.mebibytes(1).configText == "1MiB")
    #expect(ByteSize(bytes: 1_000_000).configText == "1MB")
    #expect(Rate(10, per: .seconds(60)).configText == "10/min")
    #expect(Rate(0.5, per: .seconds(1)).configText == "0.5/s")
    #expect(Rate(1e300, per: .seconds(1)).configText == "1e+300/s")
  }

  @Test(arguments: [Duration.seconds(90), .seconds(60), .milliseconds(1), .seconds(86400)])
  func `What is shown reads back equal`(duration: Duration) throws {
    #expect(Duration.read(.plain(try #require(duration.configText))).value == duration)
  }
}
