/// How long the texts of an insight may be, in bytes of UTF-8: with all of them an event is well within a message's size.
enum TextLimits {
  static let type = 64
  static let id = 128
  static let description = 4096
  static let recommendation = 1024
  static let recommendations = 16

  /// Nothing that moves a terminal's cursor or ends a text early; lines and tabs if they are allowed.
  static func isForbidden(_ scalar: Unicode.Scalar, allowingLines: Bool) -> Bool {
    if allowingLines, scalar == "\n" || scalar == "\t" || scalar == "\r" { return false }
    return scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
  }

  /// What a template gave, within the limits: control characters become spaces, the end is cut off.
  static func fit(_ text: String, _ limit: Int, allowingLines: Bool = false) -> String {
    var result = String.UnicodeScalarView()
    var size = 0
    for scalar in text.unicodeScalars {
      let allowed = isForbidden(scalar, allowingLines: allowingLines) ? " " : scalar
      size += UTF8.width(allowed)
      guard size <= limit else { break }
      result.append(allowed)
    }
    return String(result)
  }
}
