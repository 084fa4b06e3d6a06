import Foundation
import TestSupport
import Testing

@testable import RouterCore

@Suite struct TimestampTests {
  private static let formatter: DateFormatter = {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.calendar = calendar
    formatter.timeZone = TimeZone(secondsFromGMT: 0)
    formatter.dateFormat = "yyyy-MM-dd'T'HH:mm:ss'Z'"
    return formatter
  }()

  private static let calendar: Calendar = {
    var calendar = Calendar(identifier: .iso8601)
    calendar.timeZone = TimeZone(secondsFromGMT: 0) ?? .current
    return calendar
  }()

  @Test func `texts are Foundation's over 8,000 years, and are read back`() {
    var random = SplitMix64(seed: 1)
    for _ in 0..<2000 {
      let seconds = Int64.random(in: -12_219_292_800...253_402_300_799, using: &random)
      let moment = Timestamp(microseconds: seconds * 1_000_000 + Int64.random(in: 0..<1_000_000, using: &random))
      let text = moment.text
      #expect(text == Self.formatter.string(from: Date(timeIntervalSince1970: Double(seconds))))
      #expect(Timestamp(text: text) == Timestamp(microseconds: seconds * 1_000_000))
      var bytes = Array("x".utf8)
      moment.append(to: &bytes)
      #expect(String(decoding: bytes, as: UTF8.self) == "x" + text)
    }
  }

  @Test(
    "any offset and fraction is read",
    arguments: [
      ("1970-01-01T00:00:00Z", 0), ("1970-01-01t00:00:00z", 0), ("1970-01-01 00:00:01Z", 1_000_000),
      ("1970-01-01T00:00:00.5Z", 500_000), ("1970-01-01T00:00:00.000001Z", 1),
      ("1970-01-01T00:00:00.0000019999999999999999999999Z", 1), ("1970-01-01T01:00:00+01:00", 0),
      ("1969-12-31T18:30:00-05:30", 0), ("1970-01-01T00:00:00-00:00", 0), ("1969-12-31T23:59:59.999999Z", -1),
      ("1970-01-01T23:59:00+23:59", 0), ("2016-12-31T23:59:60Z", 1_483_228_799_000_000),
      ("2000-02-29T00:00:00Z", 951_782_400_000_000), ("2024-02-29T12:00:00Z", 1_709_208_000_000_000),
      ("0000-01-01T00:00:00Z", -62_167_219_200_000_000), ("9999-12-31T23:59:59Z", 253_402_300_799_000_000),
    ] as [(String, Int64)])
  func reading(text: String, microseconds: Int64) {
    #expect(Timestamp(text: text)?.microseconds == microseconds)
  }

  @Test(
    "what is not RFC 3339 is refused",
    arguments: [
      "", "2024", "2024-01-15", "2024-01-15T10:30:00", "2024-01-15T10:30Z", "2024-1-15T10:30:00Z",
      "2024-13-01T00:00:00Z", "2024-00-01T00:00:00Z", "2024-01-32T00:00:00Z", "2024-01-00T00:00:00Z",
      "2023-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2024-04-31T00:00:00Z", "2024-01-15T24:00:00Z",
      "2024-01-15T10:60:00Z", "2024-01-15T10:30:61Z", "2024-01-15T10:30:00.Z", "2024-01-15T10:30:00,5Z",
      "2024-01-15T10:30:00+01", "2024-01-15T10:30:00+0100", "2024-01-15T10:30:00+24:00", "2024-01-15T10:30:00+01:60",
      "2024-01-15T10:30:00Zx", " 2024-01-15T10:30:00Z", "2024-01-15T10:30:00Z ", "2024/01/15T10:30:00Z",
      "-024-01-15T10:30:00Z", "+2024-01-15T10:30:00Z", "２０２４-01-15T10:30:00Z", "2024-01-15T10:30:00−01:00",
      "2024-01-15_10:30:00Z", "2024-01-15T10:30:0\u{0}Z",
    ])
  func malformed(text: String) {
    #expect(Timestamp(text: text) == nil)
  }

  /// Texts that are right, or wrong by a few characters, or random: the same are read, as the same moment.
  @Test func `reading agrees with a naive reader`() {
    var random = SplitMix64(seed: 3)
    var count = 0
    for _ in 0..<40_000 {
      let text = Self.nearlyTimestamp(&random)
      let expected = NaiveTimestampReader.read(text)
      #expect(Timestamp(text: text) == expected, "\(text)")
      if expected != nil { count += 1 }
    }
    #expect(count > 4000 && count < 36_000)
  }

  private static func nearlyTimestamp(_ random: inout SplitMix64) -> String {
    func digits(_ count: Int) -> String {
      (0..<count).map { _ in String(Int.random(in: 0...9, using: &random)) }.joined()
    }
    func pair(_ range: ClosedRange<Int>) -> String {
      String(String(100 + Int.random(in: range, using: &random)).dropFirst())
    }
    func one(_ choices: String) -> String { choices.randomElement(using: &random).map { String($0) } ?? "" }
    let fraction = Bool.random(using: &random) ? "" : "." + digits(Int.random(in: 0...9, using: &random))
    let zone = Bool.random(using: &random) ? one("Zz") : one("+-") + pair(0...24) + ":" + pair(0...60)
    var text = Array(
      "\(digits(4))-\(pair(0...13))-\(pair(0...31))\(one("Tt "))\(pair(0...23)):\(pair(0...59)):\(pair(0...60))".utf8)
    text += (fraction + zone).utf8
    for _ in 0..<Int.random(in: 0...3, using: &random) / 2 {
      let place = Int.random(in: 0..<text.count, using: &random)
      let other = Array("0189-:+.TZz é\u{0}".utf8).randomElement(using: &random) ?? 0
      switch Int.random(in: 0..<3, using: &random) {
      case 0: text[place] = other
      case 1: text.insert(other, at: place)
      default: text.remove(at: place)
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  @Test(
    "years without an RFC 3339 form are clamped",
    arguments: [
      (Timestamp.distantPast, "0000-01-01T00:00:00Z"), (.distantFuture, "9999-12-31T23:59:59Z"),
      (Timestamp(microseconds: 253_402_300_800_000_000), "9999-12-31T23:59:59Z"),
      (Timestamp(microseconds: -1), "1969-12-31T23:59:59Z"),
    ])
  func clamping(moment: Timestamp, text: String) {
    #expect(moment.text == text)
  }

  @Test func `arithmetic saturates at both ends of time`() {
    let (past, future) = (Timestamp.distantPast, Timestamp.distantFuture)
    let ages: Duration = .seconds(Int64.max)
    let moment = VirtualTime.start
    #expect(moment + ages == future)
    #expect(Timestamp(microseconds: -2) - ages == past)
    #expect(Timestamp(microseconds: -1) + .seconds(Int64.min) == past)
    #expect(moment - .seconds(Int64.min) == future)
    #expect(future + .microseconds(1) == future)
    #expect(past - .microseconds(1) == past)
    #expect(past + .seconds(1) > past)
    #expect((future - past).wholeMicroseconds == .max)
    #expect((past - future).wholeMicroseconds == .min)
    #expect((moment + .milliseconds(1500) - moment) == .milliseconds(1500))
  }

  @Test(
    "durations are cut to whole microseconds",
    arguments: [
      (Duration.nanoseconds(1999), 1), (.nanoseconds(-1999), -1), (.seconds(Int64.max), .max),
      (.seconds(Int64.min), .min), (.microseconds(Int64.max), .max), (.microseconds(Int64.min), .min),
    ] as [(Duration, Int64)])
  func microseconds(duration: Duration, whole: Int64) {
    #expect(duration.wholeMicroseconds == whole)
  }

  // MARK: Days

  /// Foundation's calendar is Julian before 1582; the Gregorian one repeats itself every 146,097 days.
  @Test func `days are Foundation's over 20,000 years`() throws {
    var random = SplitMix64(seed: 2)
    for _ in 0..<2000 {
      let days = Int.random(in: -3_652_425...3_652_425, using: &random)
      let cycles = max(0, (146_096 - days) / 146_097)
      let parts = Self.calendar.dateComponents(
        [.year, .month, .day], from: Date(timeIntervalSince1970: Double(days + cycles * 146_097) * 86400))
      let (year, month, day) = (try #require(parts.year), try #require(parts.month), try #require(parts.day))
      let date = CivilDate(daysSince1970: days)
      #expect(date == CivilDate(year: year - 400 * cycles, month: month, day: day), "day \(days)")
      #expect(date.daysSince1970 == days)
    }
  }

  @Test func `every day of 800 years follows the one before`() {
    var previous = CivilDate(daysSince1970: -146_098)
    for days in -146_097...146_097 {
      let date = CivilDate(daysSince1970: days)
      guard date.daysSince1970 == days, date == Self.day(after: previous) else {
        Issue.record("\(date) does not follow \(previous)")
        return
      }
      previous = date
    }
  }

  private static func day(after date: CivilDate) -> CivilDate {
    if date.day < CivilDate.days(inMonth: date.month, of: date.year) {
      return CivilDate(year: date.year, month: date.month, day: date.day + 1)
    }
    return date.month < 12
      ? CivilDate(year: date.year, month: date.month + 1, day: 1) : CivilDate(year: date.year + 1, month: 1, day: 1)
  }
}
