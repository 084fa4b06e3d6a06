/// What a client says that it understands: the Accept header of RFC 9110 §12.5.1. Parts that cannot be read are left out.
struct AcceptHeader: Sendable {
  /// How much a client wants a form: first the quality, then how exactly it was named.
  struct Preference: Sendable, Comparable {
    /// 0…1000; 0 is "not at all".
    let quality: Int
    let precision: Int

    static func < (a: Preference, b: Preference) -> Bool { (a.quality, a.precision) < (b.quality, b.precision) }
  }

  private let ranges: [MediaRange]

  /// - Parameter values: of all fields of the name; nothing at all stands for everything.
  init(_ values: [String]) {
    ranges = values.flatMap { QuotedList.parts(of: $0, separator: ",") }.compactMap(MediaRange.init)
  }

  /// By the range that names a form most exactly; nil when none does.
  /// - Parameters:
  ///   - type: in lower case, as `text/plain`.
  ///   - version: the form's `version` parameter; a range that names another one is not about this form.
  func preference(for type: String, version: String) -> Preference? {
    ranges.compactMap { range in
      range.precision(for: type, version: version).map { Preference(quality: range.quality, precision: $0) }
    }.max { ($0.precision, $0.quality) < ($1.precision, $1.quality) }
  }
}

/// One element of an Accept header.
private struct MediaRange: Sendable {
  /// In lower case.
  private let type: Substring
  private let subtype: Substring
  private let version: String?
  /// Thousandths.
  let quality: Int

  init?(_ text: Substring) {
    let parts = QuotedList.parts(of: text, separator: ";")
    let names = parts.first?.lowercased().split(separator: "/", omittingEmptySubsequences: false) ?? []
    guard names.count == 2, names.allSatisfy({ !$0.isEmpty }), names[0] != "*" || names[1] == "*" else { return nil }
    (type, subtype) = (names[0], names[1])
    var version: String?
    var quality = 1000
    for part in parts.dropFirst() where !part.isEmpty {
      guard let (name, value) = Self.parameter(part) else { return nil }
      if name == "version" { version = value }
      if name == "q" {
        guard let thousandths = Self.thousandths(value) else { return nil }
        quality = thousandths
      }
    }
    (self.version, self.quality) = (version, quality)
  }

  func precision(for form: String, version: String) -> Int? {
    if type == "*" { return 0 }
    guard form.hasPrefix("\(type)/") else { return nil }
    if subtype == "*" { return 1 }
    guard form.utf8.count == type.utf8.count + 1 + subtype.utf8.count, form.hasSuffix(subtype) else { return nil }
    guard let named = self.version else { return 2 }
    return named == version ? 3 : nil
  }

  /// Nil when it is not written as `name=value`.
  private static func parameter(_ text: Substring) -> (name: String, value: String)? {
    guard let equals = text.firstIndex(of: "=") else { return nil }
    let (name, value) = (text[..<equals].lowercased(), text[text.index(after: equals)...])
    guard value.hasPrefix("\"") else { return (name, String(value)) }
    return value.count > 1 && value.hasSuffix("\"") ? (name, String(value.dropFirst().dropLast())) : nil
  }

  /// RFC 9110 §12.4.2: 0 or 1 with at most three digits behind the point.
  private static func thousandths(_ text: String) -> Int? {
    guard let match = text.wholeMatch(of: /(0|1)(?:\.([0-9]{0,3}))?/), let whole = Int(match.1) else { return nil }
    let fraction = match.2.map(String.init) ?? ""
    let rest = Int((fraction + "000").prefix(3)) ?? 0
    return whole * 1000 + rest > 1000 ? nil : whole * 1000 + rest
  }
}

/// Lists in header fields, whose elements may have quoted strings in them (RFC 9110 §5.6).
private enum QuotedList {
  /// The elements without the white space around them.
  static func parts(of text: some StringProtocol, separator: Character) -> [Substring] {
    var (isQuoted, isEscaped) = (false, false)
    return Substring(text).split { character in
      defer { isEscaped = isQuoted && !isEscaped && character == "\\" }
      if character == "\"", !isEscaped { isQuoted.toggle() }
      return character == separator && !isQuoted
    }.map { part in
      let isSpace = { (character: Character) in character == " " || character == "\t" }
      let front = part.drop(while: isSpace)
      return front.prefix(upTo: front.lastIndex { !isSpace($0) }.map { front.index(after: $0) } ?? front.startIndex)
    }
  }
}
