/// What the name of a rotated file says of its age. The smaller one is the older one.
enum RotationMark: Equatable, Comparable {
  /// `events.log-20241229`, `events.log.2024-12-29`, `events-20241229T103000.000000Z.log`: the digits.
  case date(String)
  /// `events.log.1`; the higher, the older.
  case number(Int)

  private static let separators = Set("-_.:TZ".utf8)

  /// Nil for the name of a file that is none of those which `name` has had: it may be anybody's.
  init?(_ other: String, beside name: String) {
    // Names are bytes: strings that look alike are different files.
    let (other, name) = (Array(other.utf8), Array(name.utf8))
    if other.starts(with: name), let mark = Self(other.dropFirst(name.count)) {
      self = mark
      return
    }
    // A leading dot hides a file; it does not begin an ending.
    guard let dot = name.dropFirst().lastIndex(of: UInt8(ascii: ".")), other.count > name.count,
      other.starts(with: name[..<dot]), other.reversed().starts(with: name[dot...].reversed()),
      case .date(let digits) = Self(other.dropFirst(dot).dropLast(name.count - dot))
    else { return nil }
    self = .date(digits)
  }

  private init?(_ suffix: ArraySlice<UInt8>) {
    let rest = suffix.dropFirst()
    guard let first = suffix.first, first == UInt8(ascii: ".") || first == UInt8(ascii: "-"),
      rest.first.map(Self.isDigit) == true
    else { return nil }
    if first == UInt8(ascii: "."), rest.count <= 4, rest.allSatisfy(Self.isDigit),
      let number = Int(String(decoding: rest, as: UTF8.self))
    {
      self = .number(number)
      return
    }
    guard rest.allSatisfy({ Self.isDigit($0) || Self.separators.contains($0) }) else { return nil }
    let digits = String(decoding: rest.filter(Self.isDigit), as: UTF8.self)
    // The last are seconds since 1970.
    guard Self.isDate(digits) || (rest.count == 10 && digits.utf8.count == 10) else { return nil }
    self = .date(digits)
  }

  /// A day, or also the hour, minute, second, millisecond or microsecond.
  private static func isDate(_ digits: String) -> Bool {
    guard [8, 10, 12, 14, 17, 20].contains(digits.utf8.count), let day = Int(digits.prefix(8)) else { return false }
    return (1970...2999).contains(day / 10_000) && (1...12).contains(day / 100 % 100) && (1...31).contains(day % 100)
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  static func < (one: Self, other: Self) -> Bool {
    switch (one, other) {
    case (.date(let one), .date(let other)): one < other
    case (.number(let one), .number(let other)): one > other
    // Who rotates has changed its ways; names of one kind are the rule.
    case (.date, .number): true
    case (.number, .date): false
    }
  }
}
