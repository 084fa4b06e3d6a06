import RouterCore

/// What a client is told that comes back: `connection_established.data.resume` (contract §2).
package struct ResumeReport: Sendable, Equatable {
  /// False: it is a new session, without subscriptions.
  package var resumed: Bool
  /// Events that follow at once, before live ones.
  package var replayed = 0
  package var gap: ResumeGap?
  package var oldest: EventNumber
  /// Whether nothing is repeated and nothing missing but what `gap` names.
  package var exact: Bool
}
