import RouterCore

/// A set of permissions in one word: it is asked for every session that an event may go to.
package struct PermissionSet: Sendable, Hashable {
  private var bits: UInt16 = 0

  package init(_ permissions: some Sequence<Permission>) {
    for permission in permissions { insert(permission) }
  }

  package func contains(_ permission: Permission) -> Bool { bits & permission.bit != 0 }

  package func isSuperset(of other: PermissionSet) -> Bool { bits & other.bits == other.bits }

  package mutating func insert(_ permission: Permission) { bits |= permission.bit }

  package mutating func formUnion(_ other: PermissionSet) { bits |= other.bits }

  package func union(_ other: PermissionSet) -> PermissionSet {
    var result = self
    result.formUnion(other)
    return result
  }
}

extension PermissionSet: ExpressibleByArrayLiteral {
  package init(arrayLiteral permissions: Permission...) { self.init(permissions) }
}

extension PermissionSet: CustomStringConvertible {
  package var description: String {
    "[\(Permission.allCases.filter(contains).map(\.rawValue).joined(separator: ", "))]"
  }
}

extension Permission {
  fileprivate var bit: UInt16 {
    switch self {
    case .createAgent: 1 << 0
    case .deleteAgent: 1 << 1
    case .viewAgents: 1 << 2
    case .modifyAgent: 1 << 3
    case .viewMetrics: 1 << 4
    case .adminSystem: 1 << 5
    case .publishEvents: 1 << 6
    }
  }
}
