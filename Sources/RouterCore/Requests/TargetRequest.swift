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
  /// Of the token of one agent: that agent. It changes what is its own, if anything.
  package let agent: String?
  /// What the token allows: what may be shown of events.
  package let permissions: Set<Permission>

  package init(
    target: String, action: String, payload: JSONDocument, isQuery: Bool, subject: String, access: Set<RequestAccess>,
    agent: String? = nil, permissions: Set<Permission> = []
  ) {
    self.target = RequestTarget.canonical(target)
    self.action = action
    self.payload = payload
    self.isQuery = isQuery
    self.subject = subject
    self.access = access
    self.agent = agent
    self.permissions = permissions
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
