/// The scanner's rules written down a second time, in the plainest way: recursive descent, strings by the standard
/// library. It only says yes or no.
struct NaiveJSONValidator {
  private var rest: ArraySlice<UInt8>
  private let maxDepth = 64

  private struct Invalid: Error {}

  static func accepts(_ bytes: [UInt8]) -> Bool {
    var validator = NaiveJSONValidator(rest: bytes[...])
    do {
      try validator.value(depth: 0)
      return validator.rest.isEmpty
    } catch {
      return false
    }
  }

  private mutating func value(depth: Int) throws {
    skipWhiteSpace()
    switch rest.first {
    case UInt8(ascii: "{"): try object(depth: depth + 1)
    case UInt8(ascii: "["): try array(depth: depth + 1)
    case UInt8(ascii: "\""): _ = try string()
    case UInt8(ascii: "t"): try word("true")
    case UInt8(ascii: "f"): try word("false")
    case UInt8(ascii: "n"): try word("null")
    default: try number()
    }
    skipWhiteSpace()
  }

  private mutating func object(depth: Int) throws {
    guard depth <= maxDepth else { throw Invalid() }
    rest.removeFirst()
    skipWhiteSpace()
    if take("}") { return }
    var keys = Set<[UInt16]>()
    repeat {
      skipWhiteSpace()
      guard rest.first == UInt8(ascii: "\""), keys.insert(try string()).inserted else { throw Invalid() }
      skipWhiteSpace()
      guard take(":") else { throw Invalid() }
      try value(depth: depth)
    } while take(",")
    guard take("}") else { throw Invalid() }
  }

  private mutating func array(depth: Int) throws {
    guard depth <= maxDepth else { throw Invalid() }
    rest.removeFirst()
    skipWhiteSpace()
    if take("]") { return }
    repeat { try value(depth: depth) } while take(",")
    guard take("]") else { throw Invalid() }
  }

  /// The string's UTF-16 code units, so that halves of surrogate pairs can be told from whole ones at the end.
  private mutating func string() throws -> [UInt16] {
    rest.removeFirst()
    var units: [UInt16] = []
    while !take("\"") {
      if take("\\") {
        units.append(try escape())
      } else {
        let raw = rest.prefix { $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }
        guard !raw.isEmpty, raw.allSatisfy({ $0 >= 0x20 }), let text = String(validating: raw, as: UTF8.self) else {
          throw Invalid()
        }
        units += text.utf16
        rest = rest.dropFirst(raw.count)
      }
    }
    guard String(validating: units, as: UTF16.self) != nil else { throw Invalid() }
    return units
  }

  private mutating func escape() throws -> UInt16 {
    let simple: [UInt8: UInt16] = [
      UInt8(ascii: "\""): 0x22, UInt8(ascii: "\\"): 0x5C, UInt8(ascii: "/"): 0x2F, UInt8(ascii: "b"): 8,
      UInt8(ascii: "f"): 12, UInt8(ascii: "n"): 10, UInt8(ascii: "r"): 13, UInt8(ascii: "t"): 9,
    ]
    guard let letter = rest.popFirst() else { throw Invalid() }
    if let unit = simple[letter] { return unit }
    let digits = rest.prefix(4)
    guard letter == UInt8(ascii: "u"), digits.count == 4,
      digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
      let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
    else { throw Invalid() }
    rest = rest.dropFirst(4)
    return unit
  }

  private mutating func number() throws {
    _ = take("-")
    if !take("0") { try digits() }
    if take(".") { try digits() }
    if take("e") || take("E") {
      if !take("+") { _ = take("-") }
      try digits()
    }
  }

  private mutating func digits() throws {
    let digits = rest.prefix { (0x30...0x39).contains($0) }
    guard !digits.isEmpty else { throw Invalid() }
    rest = rest.dropFirst(digits.count)
  }

  private mutating func word(_ word: String) throws {
    guard rest.starts(with: word.utf8) else { throw Invalid() }
    rest = rest.dropFirst(word.utf8.count)
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard rest.first == UInt8(ascii: character) else { return false }
    rest.removeFirst()
    return true
  }

  private mutating func skipWhiteSpace() {
    rest = rest.drop { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
  }
}
