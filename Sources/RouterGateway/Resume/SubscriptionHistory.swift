import RouterCore

/// What a session was subscribed to before: a replay must not send what was not asked for when it happened.
///
/// Bounded: when the oldest part is forgotten, a replay from before it may send a little more than was asked for then, and
/// never less.
package struct SubscriptionHistory: Sendable {
  struct Part: Sendable {
    /// It was so up to here.
    let until: JournalPosition
    let subscriptions: SubscriptionSet
  }

  private static let partBound = 8
  /// Agents that all parts together may name.
  private static let agentBound = 1000

  /// Oldest first.
  private(set) var parts: [Part] = []

  /// The subscriptions change.
  /// - Parameters:
  ///   - subscriptions: as they were.
  ///   - until: the place in the journal up to which they have decided.
  mutating func add(_ subscriptions: SubscriptionSet, until: JournalPosition) {
    // What was in force for no event has decided nothing.
    if let last = parts.last, last.until >= until { return }
    parts.append(Part(until: until, subscriptions: subscriptions))
    while parts.count > Self.partBound || parts.count > 1 && agentCount > Self.agentBound { parts.removeFirst() }
  }

  private var agentCount: Int { parts.reduce(0) { $0 + $1.subscriptions.agentCount } }

  /// Whether an event was asked for when it happened. What is asked for now is another question.
  /// - Parameter position: the place behind the decision that gave the event to the sessions.
  func admits(_ event: Event, at position: JournalPosition) -> Bool {
    parts.first { position <= $0.until }?.subscriptions.matches(event) ?? true
  }
}
