import RouterCore

/// What a session wants done, in order.
package enum SessionAction: Sendable {
  case send(Answer)
  /// The subscriptions have changed. Comes before the answer that confirms it; events follow that answer.
  case interestChanged
  /// To be answered by `Session.commandDone`.
  /// - `isConfirmed`: whether the client has sent a request id.
  case command(AgentCommand, isConfirmed: Bool)
  /// What an agent says of an order.
  case orderDone(AgentReply)
  /// To be answered by `Session.published`, in the order of the requests.
  case publish(PublishRequest)
  /// To be answered by `Session.tokenChecked`.
  case refreshToken(String)
  /// To be answered by `Session.authenticated`.
  case authenticate(String)
  /// To be answered by `Session.requestDone`.
  case request(TargetRequest)
  /// Events from behind this one on, as the subscriptions are now; then `reconnected` with these names.
  case reconnect(after: ResumeRequest.LastEvent, events: [String])
  /// Another token is in force.
  case principalChanged
  case optionsChanged
  /// Say what is configured, as far as it has an effect on this connection.
  case showOptions
  case showPool
  /// The session is not to be resumed.
  case forget
  case close(CloseCode, reason: String)
}

extension SessionAction {
  /// Whether it is the answer to a message, or leads to it.
  var isAnswer: Bool {
    switch self {
    case .send, .command, .publish, .refreshToken, .authenticate, .request, .reconnect, .showOptions, .showPool: true
    case .interestChanged, .orderDone, .principalChanged, .optionsChanged, .forget, .close: false
    }
  }
}
