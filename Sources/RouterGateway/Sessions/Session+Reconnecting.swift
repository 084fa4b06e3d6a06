import RouterCore

/// Clients that come back with what they want and the last event that they have (contract §3, reconnect).
extension Session {
  mutating func reconnect(_ request: ReconnectRequest) throws(MessageError) -> [SessionAction] {
    guard let events = request.events else {
      // A replay is not held against what was wanted when its events happened: it is wanted now.
      if request.lastEvent != .none { history = SubscriptionHistory() }
      return [.reconnect(after: request.lastEvent, events: subscriptions.types.keys.sorted().map(name))]
    }
    // What was there before counts for nothing, neither in the limits nor in the replay.
    var next = self
    (next.subscriptions, next.history) = (SubscriptionSet(), SubscriptionHistory())
    if !events.isEmpty {
      for case .send(.subscriptionError(let error)) in try next.subscribe(anew: events) {
        var error = error
        error.place = .subscriptions
        return [.send(.subscriptionError(error))]
      }
    }
    self = next
    return [.reconnect(after: request.lastEvent, events: events)]
  }

  private mutating func subscribe(anew events: [String]) throws(MessageError) -> [SessionAction] {
    do throws(MessageError) {
      return try subscribe(SubscribeRequest(events: events, isWhole: true))
    } catch {
      throw MessageError(family: .connection, text: error.text, field: SubscriptionPlace.subscriptions.rawValue)
    }
  }
}
