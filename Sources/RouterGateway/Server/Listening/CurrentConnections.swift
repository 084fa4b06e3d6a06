import Synchronization

/// The connections of a gateway that serves; nil before.
final class CurrentConnections: Sendable {
  private let connections = Mutex<ConnectionLimit?>(nil)

  var current: ConnectionLimit? { connections.withLock { $0 } }

  func set(_ limit: ConnectionLimit) { connections.withLock { $0 = limit } }
}
