/// A media type with its parameters: RFC 9110 §8.3.1, and RFC 2046 for where CloudEvents name it.
struct MediaType: Sendable, Hashable {
  /// In lower case, such as `application/json`.
  let essence: String
  /// Names in lower case; of one that is given twice the first value.
  let parameters: [String: String]

  /// Nil for what is no media type.
  init?(_ text: String) {
    var reader = HeaderFieldReader(text)
    reader.skipSpaces()
    guard let type = reader.token(), reader.take("/"), let subtype = reader.token() else { return nil }
    guard let parameters = reader.parameters() else { return nil }
    essence = "\(type)/\(subtype)".lowercased()
    self.parameters = parameters
  }

  /// `application/json` and all that is written in JSON (RFC 6839 §3.1).
  var isJSON: Bool { essence.hasSuffix("/json") || essence.hasSuffix("+json") }

  /// JSON is UTF-8 (RFC 8259 §8.1); ASCII is a part of it.
  var isUTF8: Bool {
    parameters["charset"].map { ["utf-8", "utf8", "us-ascii"].contains($0.lowercased()) } ?? true
  }
}
