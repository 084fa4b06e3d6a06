import RouterCore

/// What is wrong with a member of an assessment or of a request.
struct FieldFault: Error, Sendable, Equatable {
  /// RFC 6901, from the root of the assessment or the request.
  let pointer: String
  /// In words, without the member's name.
  let text: String

  init(_ pointer: String, _ text: String) { (self.pointer, self.text) = (pointer, text) }

  init(_ violation: PayloadViolation) {
    pointer = violation.pointer
    text = violation.isMissing ? "is required" : "expected \(violation.expected), found \(violation.found)"
  }

  /// As the legacy API names fields: `fields.mood`, as paths are written in configs.
  var field: String {
    let names = pointer.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
    return JSONPath(keys: names.map { String($0).replacing("~1", with: "/").replacing("~0", with: "~") }).description
  }
}
