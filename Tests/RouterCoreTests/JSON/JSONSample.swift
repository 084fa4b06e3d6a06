import TestSupport

/// A random value and a text for it, with the white space and escapes that writers in the wild use.
indirect enum JSONSample: Equatable {
  case object([(key: String, value: JSONSample)])
  case array([JSONSample])
  case string(String)
  /// As written.
  case number(String)
  case boolean(Bool)
  case null

  static func == (left: JSONSample, right: JSONSample) -> Bool {
    switch (left, right) {
    case (.object(let a), .object(let b)):
      a.count == b.count && zip(a, b).allSatisfy { $0.key.utf8.elementsEqual($1.key.utf8) && $0.value == $1.value }
    case (.array(let a), .array(let b)): a == b
    case (.string(let a), .string(let b)): a.utf8.elementsEqual(b.utf8)
    case (.number(let a), .number(let b)): a == b
    case (.boolean(let a), .boolean(let b)): a == b
    case (.null, .null): true
    default: false
    }
  }

  static func random(depth: Int, _ random: inout SplitMix64) -> JSONSample {
    switch Int.random(in: 0..<(depth > 0 ? 10 : 6), using: &random) {
    case 0: .null
    case 1: .boolean(.random(using: &random))
    case 2, 3: .number(randomNumber(&random))
    case 4, 5: .string(randomString(&random))
    case 6, 7: .array((0..<Int.random(in: 0...4, using: &random)).map { _ in .random(depth: depth - 1, &random) })
    default: randomObject(depth: depth, &random)
    }
  }

  private static func randomObject(depth: Int, _ random: inout SplitMix64) -> JSONSample {
    // Sometimes more members than the scanner compares one by one.
    let count = Int.random(in: 0...9, using: &random) == 0 ? 40 : Int.random(in: 0...5, using: &random)
    var keys = Set<[UInt8]>()
    let members = (0..<count).compactMap { _ -> (key: String, value: JSONSample)? in
      let key = randomString(&random)
      guard keys.insert(Array(key.utf8)).inserted else { return nil }
      return (key, .random(depth: depth - 1, &random))
    }
    return .object(members)
  }

  private static func randomString(_ random: inout SplitMix64) -> String {
    let alphabet: [Unicode.Scalar] = [
      "a", "b", "c", "x", "0", ".", "/", "~", " ", "\"", "\\", "\n", "\t", "\0", "\u{1F}", "\u{7F}", "ä", "é",
      "\u{301}",
      "€", "\u{FFFF}", "😀", "\u{10FFFF}",
    ]
    let length = Int.random(in: 0...5, using: &random) == 0 ? 20 : Int.random(in: 0...4, using: &random)
    var string = String.UnicodeScalarView()
    for _ in 0..<length { string.append(alphabet.randomElement(using: &random) ?? "a") }
    return String(string)
  }

  private static func randomNumber(_ random: inout SplitMix64) -> String {
    var text = Bool.random(using: &random) ? "-" : ""
    text += randomDigits(&random)
    if Bool.random(using: &random) { text += ".0" + randomDigits(&random) }
    guard Bool.random(using: &random) else { return text }
    let exponents = ["e", "E", "e+", "e-", "E-"]
    return text + (exponents.randomElement(using: &random) ?? "e") + randomDigits(&random).prefix(3)
  }

  private static func randomDigits(_ random: inout SplitMix64) -> String {
    "\(UInt64.random(in: 0...(.max), using: &random) >> UInt64.random(in: 0...63, using: &random))"
  }
}

extension JSONSample {
  func text(_ random: inout SplitMix64) -> String {
    let space = Self.whiteSpace(&random)
    switch self {
    case .null: return space + "null"
    case .boolean(let value): return space + "\(value)"
    case .number(let text): return space + text
    case .string(let value): return space + Self.quote(value, &random)
    case .array(let elements):
      var texts: [String] = []
      for element in elements { texts.append(element.text(&random) + Self.whiteSpace(&random)) }
      return space + "[" + (texts.isEmpty ? Self.whiteSpace(&random) : texts.joined(separator: ",")) + "]"
    case .object(let members):
      var texts: [String] = []
      for member in members {
        let key = Self.whiteSpace(&random) + Self.quote(member.key, &random) + Self.whiteSpace(&random)
        texts.append(key + ":" + member.value.text(&random) + Self.whiteSpace(&random))
      }
      return space + "{" + (texts.isEmpty ? Self.whiteSpace(&random) : texts.joined(separator: ",")) + "}"
    }
  }

  private static func whiteSpace(_ random: inout SplitMix64) -> String {
    let spaces = ["", "", "", " ", "\n", "\t", "\r\n", "  "]
    return spaces.randomElement(using: &random) ?? ""
  }

  static func quote(_ string: String, _ random: inout SplitMix64) -> String {
    var text = "\""
    for scalar in string.unicodeScalars { text += escape(scalar, &random) }
    return text + "\""
  }

  private static func escape(_ scalar: Unicode.Scalar, _ random: inout SplitMix64) -> String {
    let short: [Unicode.Scalar: String] = ["\"": #"\""#, "\\": #"\\"#, "/": #"\/"#, "\n": #"\n"#, "\t": #"\t"#]
    let hasToBeEscaped = scalar.value < 0x20 || scalar == "\"" || scalar == "\\"
    switch Int.random(in: 0...4, using: &random) {
    case 0: return hexEscape(scalar, uppercase: .random(using: &random))
    case 1...3 where !hasToBeEscaped: return String(Character(scalar))
    default: return short[scalar] ?? (hasToBeEscaped ? hexEscape(scalar, uppercase: false) : String(Character(scalar)))
    }
  }

  private static func hexEscape(_ scalar: Unicode.Scalar, uppercase: Bool) -> String {
    String(Character(scalar)).utf16.map { unit in
      let hex = String(unit, radix: 16, uppercase: uppercase)
      return "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
    }.joined()
  }
}
