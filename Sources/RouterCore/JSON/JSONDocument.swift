/// A JSON text that has been checked, and the places of its values: two arrays, whatever the number of values.
///
/// The text stays as it came: numbers keep their digits, strings their escapes, white space where it was. Values are
/// decoded when they are asked for.
package struct JSONDocument: Sendable {
  /// One reference for both arrays: documents are copied often, and shared by threads that count the same references.
  private final class Storage: Sendable {
    let bytes: [UInt8]
    let tokens: [JSONToken]

    init(_ bytes: [UInt8], _ tokens: [JSONToken]) {
      self.bytes = bytes
      self.tokens = tokens
    }
  }

  private let storage: Storage

  /// The text as it came.
  package var bytes: [UInt8] { storage.bytes }
  var tokens: [JSONToken] { storage.tokens }

  /// Scans a text (RFC 8259) in one pass. Stricter than the RFC: duplicate keys, lone surrogates in escapes and nesting
  /// beyond the limit are errors.
  package init(parsing bytes: [UInt8], limits: JSONLimits = .standard) throws(JSONError) {
    var scanner = JSONScanner(limits: limits)
    try scanner.scan(bytes.span)
    storage = Storage(bytes, scanner.tokens)
  }

  package init(parsing text: String, limits: JSONLimits = .standard) throws(JSONError) {
    try self.init(parsing: Array(text.utf8), limits: limits)
  }

  /// For parts of the module that know the tokens already.
  init(bytes: [UInt8], tokens: [JSONToken]) {
    storage = Storage(bytes, tokens)
  }

  package var root: JSONNode { JSONNode(self, 0) }
}

extension JSONDocument: CustomStringConvertible {
  /// The text.
  package var description: String { String(decoding: bytes, as: UTF8.self) }
}
