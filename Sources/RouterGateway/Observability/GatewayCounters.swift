import RouterCore

/// What the gateway counts. Events: offered = delivered + unmatched + still in the shards' mailboxes.
package struct GatewayCounters: Sendable {
  package let offered = Counter()
  /// Events that at least one session was sent.
  package let delivered = Counter()
  /// Events that nobody was subscribed to.
  package let unmatched = Counter()
  /// Event frames written to sessions.
  package let frames = Counter()
  package let connections = Counter()
  package let disconnections = Counter()
  package let refusedTokens = Counter()
  /// Events accepted by HTTP.
  package let published = Counter()
  /// HTTP publish requests refused, for whatever reason.
  package let refusedPublishes = Counter()

  package init() {}
}
