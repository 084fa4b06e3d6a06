/// The router's side of a sink. One call at a time.
package protocol Outlet: Sendable {
  /// Takes deliveries in order. May suspend only when the sink's policy is to hold the router back, and not when the
  /// task is cancelled: what finds no place is then given up and counted.
  /// - Parameter position: where the journal ends behind the step that they belong to.
  func offer(_ deliveries: [Delivery], upTo position: JournalPosition) async

  /// A step of the router had nothing for this sink.
  /// - Parameters:
  ///   - position: where the journal ends behind the step.
  ///   - routed: the last entry that the step was about, if it was about entries.
  func pass(upTo position: JournalPosition, routed: EventNumber?)
}

extension Outlet {
  package func pass(upTo _: JournalPosition, routed _: EventNumber?) {}
}
