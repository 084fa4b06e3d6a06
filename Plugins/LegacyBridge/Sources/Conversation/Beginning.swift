/// How a conversation gets to its events.
enum Beginning: Sendable, Equatable {
  /// Nothing has come yet, so nothing can be missing: RECONNECT without an event, because the answer may name the place from
  /// where on nothing is lost, even if the connection ends before the first event.
  case new
  case after(BridgePosition)
  /// RECONNECT has been given up for this connection: SUBSCRIBE at once.
  case blind
}
