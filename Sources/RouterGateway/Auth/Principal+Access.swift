import RouterCore

extension Principal {
  /// What it may ask of targets (contract §3, permissions): view_* lets it read; modify_*, create_* and delete_* let it write.
  var access: Set<RequestAccess> {
    var access: Set<RequestAccess> = []
    if may(.viewAgents) || may(.viewMetrics) { access.insert(.read) }
    if may(.modifyAgent) || may(.createAgent) || may(.deleteAgent) { access.insert(.write) }
    return access
  }

  /// Whoever says nothing about who it is, as far as it is let in (contract §7, legacy auth).
  static let anonymous = Principal(
    subject: "anonymous", permissions: [.viewAgents, .viewMetrics], expires: .distantFuture)
  /// Somebody of whom nothing is known yet.
  static let nobody = Principal(subject: "", permissions: [], expires: .distantFuture)
}
