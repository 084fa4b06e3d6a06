import RouterCore

/// What a string has to be. Lengths are in code points.
struct TextRules: Sendable {
  var minLength: Int?
  var maxLength: Int?
  var format: SchemaFormat?

  /// - Returns: in words, what is wrong with a string.
  func faults(in value: JSONNode) -> [String] {
    guard let text = value.string else { return [] }
    var faults: [String] = []
    let length = text.unicodeScalars.count
    if let minLength, length < minLength { faults.append("must have at least \(minLength.counted("character"))") }
    if let maxLength, length > maxLength { faults.append("must have at most \(maxLength.counted("character"))") }
    if let format, !format.allows(text) { faults.append("must be \(format.phrase)") }
    return faults
  }
}

extension Int {
  /// Such as "1 item" and "2 items".
  func counted(_ noun: String) -> String { "\(self) \(noun)\(self == 1 ? "" : "s")" }
}
