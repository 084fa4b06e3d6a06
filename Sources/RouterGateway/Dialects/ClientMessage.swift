import RouterCore

/// What a client asks for, in whatever dialect it said so.
package enum ClientMessage: Sendable {
  case subscribe(SubscribeRequest)
  case unsubscribe(UnsubscribeRequest)
  case command(CommandRequest)
  /// From an agent: what came of an order.
  case commandResult(AgentReply)
  /// The id is any JSON value, echoed as it came; it keeps the whole message.
  case ping(id: JSONNode?)
  case configure(ConfigureRequest)
  case publish(PublishRequest)
  case refreshToken(String)
  /// Says who it is, on a connection that began without that.
  case authenticate(token: String)
  /// Wants other subscriptions, and what it has missed of them.
  case reconnect(ReconnectRequest)
  case request(RequestMessage)
  case showPool
  case disconnect
  case invalid(MessageError)

  /// The answers that say what is wrong with it.
  var family: MessageFamily {
    switch self {
    case .subscribe, .unsubscribe: .subscription
    case .command(let request): .command(request.echo)
    case .publish(let request): .publish(requestID: request.requestID)
    case .commandResult, .ping, .configure, .refreshToken, .authenticate, .reconnect, .request, .showPool, .disconnect:
      .connection
    case .invalid(let error): error.family
    }
  }
}

package struct SubscribeRequest: Sendable {
  /// Names as the client spells them.
  var events: [String]
  /// Empty for all agents.
  var agents: [String] = []
  var filters: [FilterRequest] = []
  /// Everything or nothing: one answer in any case.
  var isWhole = false
}

package struct UnsubscribeRequest: Sendable {
  var events: [String] = []
  var agents: [String] = []
  /// Everything or nothing: one answer in any case.
  var isWhole = false
}

package struct ReconnectRequest: Sendable {
  /// The last event that the client has.
  let lastEvent: ResumeRequest.LastEvent
  /// What it wants from now on, in its own spelling; nil leaves that as it is.
  let events: [String]?
}

/// A query or a command for whoever answers for its target.
package struct RequestMessage: Sendable {
  let target: String
  let action: String
  let payload: JSONDocument
  let isQuery: Bool
}

package struct CommandRequest: Sendable {
  let agent: String
  /// As the client spells it.
  let command: String
  let parameters: JSONDocument?
  let requestID: String?

  var echo: CommandEcho { CommandEcho(command: command, agent: agent, requestID: requestID) }
}

/// What of a command its answer repeats, as far as it could be read.
package struct CommandEcho: Sendable, Equatable {
  var command: String?
  var agent: String?
  var requestID: String?
}

/// What is left out stays as it is.
package struct ConfigureRequest: Sendable, Equatable {
  /// Milliseconds, whatever the client wrote.
  var metricsInterval: Int?
  var bufferSize: Int?
  var compression: Bool?
  var includesIDs: Bool?
  var mirrorsTimestamp: Bool?
}

package struct PublishRequest: Sendable {
  /// Not looked at yet.
  let events: JSONDocument
  let requestID: String?
}

/// A message that cannot be used, and the family of answers that says so.
package struct MessageError: Error, Equatable {
  package let family: MessageFamily
  package let text: String
  /// The field that is wrong, if it is one.
  package var field: String?
}

/// The kinds of answers that say that something is wrong (contract §7).
package enum MessageFamily: Sendable, Equatable {
  case subscription
  case command(CommandEcho)
  case publish(requestID: String?)
  case connection
}
