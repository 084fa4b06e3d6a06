import RouterCore

/// Which permissions a `role` claim grants. Names are compared without regard to case.
package struct RoleTable: Sendable {
  private let permissions: [String: PermissionSet]

  package init(_ roles: [String: [String]]) {
    permissions = Dictionary(
      roles.map { ($0.key.lowercased(), PermissionSet($0.value.compactMap(Permission.init(claim:)))) },
      uniquingKeysWith: { $0.union($1) })
  }

  /// An unknown role grants nothing.
  func permissions(of role: String) -> PermissionSet { permissions[role.lowercased()] ?? [] }

  /// The contract's default (§6).
  package static let standard: [String: [Permission]] = [
    "admin": Permission.allCases,
    "researcher": [.viewAgents, .viewMetrics, .createAgent, .modifyAgent],
    "agent_manager": [.viewAgents, .viewMetrics, .createAgent, .modifyAgent, .publishEvents],
    "observer": [.viewAgents, .viewMetrics],
  ]
}
