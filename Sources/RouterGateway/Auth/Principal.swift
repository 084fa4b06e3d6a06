import RouterCore

/// Who speaks: what a verified token says. Costs one reference to copy; all sessions of one token share its text.
package struct Principal: Sendable {
  private final class Names: Sendable {
    let subject: String
    let agent: String?

    init(subject: String, agent: String?) {
      self.subject = subject
      self.agent = agent
    }
  }

  private let names: Names
  package let permissions: PermissionSet
  /// The connection ends here: the token's `exp` plus the allowed leeway.
  package let expires: Timestamp

  package init(subject: String, permissions: PermissionSet, agent: String? = nil, expires: Timestamp) {
    names = Names(subject: subject, agent: agent)
    self.permissions = permissions
    self.expires = expires
  }

  package var subject: String { names.subject }

  /// Set for the token of one agent: it may publish that agent's events and no others.
  package var agent: String? { names.agent }

  package func may(_ permission: Permission) -> Bool { permissions.contains(permission) }

  /// Every event type is seen by its own permission (contract §1, §6). For one event and many principals, look the
  /// permission up once (`Catalogue.viewPermission(of:)`) and ask `may`.
  package func maySee(_ type: EventType) -> Bool { may(type.viewPermission) }
}

extension Principal: Equatable {
  package static func == (left: Self, right: Self) -> Bool {
    left.subject == right.subject && left.permissions == right.permissions && left.agent == right.agent
      && left.expires == right.expires
  }
}
