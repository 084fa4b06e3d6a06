import RouterCore

/// Who speaks: what a verified token says.
package struct Principal: Sendable, Equatable {
  package let subject: String
  package let permissions: Set<Permission>
  /// Set for the token of one agent: it may publish that agent's events and no others.
  package let agent: String?
  /// The connection ends here: the token's `exp` plus the allowed leeway.
  package let expires: Timestamp

  package init(subject: String, permissions: Set<Permission>, agent: String? = nil, expires: Timestamp) {
    self.subject = subject
    self.permissions = permissions
    self.agent = agent
    self.expires = expires
  }

  package func may(_ permission: Permission) -> Bool { permissions.contains(permission) }

  /// Every event type is seen by its own permission (contract §1, §6).
  package func maySee(_ type: EventType) -> Bool { permissions.contains(type.viewPermission) }
}
