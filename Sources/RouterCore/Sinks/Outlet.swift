/// The router's side of a sink.
package protocol Outlet: Sendable {
  /// Takes deliveries in order. May suspend only when the sink's policy is to hold the router back.
  func offer(_ deliveries: [Delivery]) async
}
