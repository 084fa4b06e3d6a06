import RouterCore

/// A field that has another value than before.
struct FieldChange: Sendable {
  let name: String
  /// A JSON text.
  let value: [UInt8]

  static func text(_ name: String, _ old: String?, _ new: String?) -> FieldChange? {
    // By bytes: Swift's strings would also equal other normalization forms.
    guard old.map({ Array($0.utf8) }) != new.map({ Array($0.utf8) }) else { return nil }
    return FieldChange(name: name, value: new.map { JSONDocument.string($0).bytes } ?? Array("null".utf8))
  }
}

extension JSONWriter {
  mutating func member(_ name: String, _ changes: [FieldChange]) {
    key(name)
    beginObject()
    for change in changes { member(change.name, text: change.value) }
    endObject()
  }

  /// - Parameter text: a JSON text, as it is.
  mutating func member(_ name: String, text: [UInt8]) {
    key(name)
    value(uncheckedText: text)
  }
}
