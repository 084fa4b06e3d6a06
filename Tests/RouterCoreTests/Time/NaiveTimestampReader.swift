@testable import RouterCore

/// Reads RFC 3339 one character after the other, without knowing where anything stands: what the reader is held against.
struct NaiveTimestampReader {
  private var rest: Substring.UTF8View

  static func read(_ text: String) -> Timestamp? {
    var reader = Self(rest: text[...].utf8)
    return reader.dateTime()
  }

  private mutating func dateTime() -> Timestamp? {
    guard let year = number(digits: 4), skip("-"), let month = number(digits: 2), skip("-"),
      let day = number(digits: 2), skip("T") || skip("t") || skip(" "), let hour = number(digits: 2), skip(":"),
      let minute = number(digits: 2), skip(":"), let second = number(digits: 2)
    else { return nil }
    let fraction = skip(".") ? fraction() : 0
    guard let fraction, let offset = offset(), rest.isEmpty,
      (1...12).contains(month), (1...CivilDate.days(inMonth: month, of: year)).contains(day),
      hour < 24, minute < 60, second <= 60
    else { return nil }
    let date = CivilDate(year: year, month: month, day: day)
    let seconds = date.daysSince1970 * 86400 + hour * 3600 + minute * 60 + min(second, 59) - offset
    return Timestamp(microseconds: Int64(seconds) * 1_000_000 + Int64(fraction))
  }

  private mutating func skip(_ character: Unicode.Scalar) -> Bool {
    guard rest.first == UInt8(ascii: character) else { return false }
    rest.removeFirst()
    return true
  }

  private mutating func digit() -> Int? {
    guard let byte = rest.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
    rest.removeFirst()
    return Int(byte - UInt8(ascii: "0"))
  }

  private mutating func number(digits: Int) -> Int? {
    var value = 0
    for _ in 0..<digits {
      guard let digit = digit() else { return nil }
      value = value * 10 + digit
    }
    return value
  }

  /// Microseconds; at least one digit.
  private mutating func fraction() -> Int? {
    var (value, scale, count) = (0, 100_000, 0)
    while let digit = digit() {
      value += digit * scale
      scale /= 10
      count += 1
    }
    return count > 0 ? value : nil
  }

  /// Seconds east of UTC.
  private mutating func offset() -> Int? {
    if skip("Z") || skip("z") { return 0 }
    let sign = skip("+") ? 1 : skip("-") ? -1 : 0
    guard sign != 0, let hours = number(digits: 2), skip(":"), let minutes = number(digits: 2), hours < 24, minutes < 60
    else { return nil }
    return sign * (hours * 3600 + minutes * 60)
  }
}
