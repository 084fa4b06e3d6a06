/// What a client asks of a target.
package struct TargetRequest: Sendable {
  /// With hyphens, such as `analysis-agent`.
  package let target: String
  package let action: String
  /// `{}` when the client sent none.
  package let payload: JSONDocument
  /// Whether it came as a query; else as a command.
  package let isQuery: Bool
  /// Whose token it came with.
  package let subject: String
  /// What that client may do.
  package let access: Set<RequestAccess>

  package init(
    target: String, action: String, payload: JSONDocument, isQuery: Bool, subject: String, access: Set<RequestAccess>
  ) {
    self.target = RequestTarget.canonical(target)
    self.action = action
    self.payload = payload
    self.isQuery = isQuery
    self.subject = subject
    self.access = access
  }
}

/// Names of targets. The documents write `analysis-agent` and `analysis_agent` for the same one.
enum RequestTarget {
  static func canonical(_ name: String) -> String { name.replacing("_", with: "-") }

  /// As it stands in a sentence: `analysis-agent` is the "Analysis agent".
  static func phrase(_ name: String) -> String {
    let words = canonical(name).replacing("-", with: " ")
    return words.prefix(1).uppercased() + words.dropFirst()
  }
}
