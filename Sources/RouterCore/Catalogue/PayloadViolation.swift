/// A value in a payload that its schema does not allow.
package struct PayloadViolation: Error, Sendable, Hashable, CustomStringConvertible {
  /// The wrong or missing field (RFC 6901), from the root of the document that was checked.
  package let pointer: String
  /// With its article: "a non-empty string".
  package let expected: String
  /// What is expected of a member that an exact object may not have.
  package static let noSuchMember = "no such member"
  package let found: String
  /// Whether the field is not there at all.
  package let isMissing: Bool

  package init(pointer: String, expected: String, found: String) {
    (self.pointer, self.expected, self.found) = (pointer, expected, found)
    isMissing = false
  }

  package init(missing pointer: String, expected: String) {
    (self.pointer, self.expected) = (pointer, expected)
    found = "nothing"
    isMissing = true
  }

  package var description: String {
    "\(pointer.isEmpty ? "" : "\(pointer): ")expected \(expected), found \(found)"
  }
}
