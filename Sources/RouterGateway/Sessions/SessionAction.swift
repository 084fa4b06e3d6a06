/// What a session wants done, in order.
package enum SessionAction: Sendable {
  case send(Answer)
  /// The subscriptions have changed. Comes before the answer that confirms it; events follow that answer.
  case interestChanged
  case close(CloseCode, reason: String)
}
