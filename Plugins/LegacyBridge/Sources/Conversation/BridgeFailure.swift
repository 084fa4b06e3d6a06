/// Why a connection to a legacy server has come to its end. The words go to logs, so what the server said stands in them
/// only as far as it cannot hold the token.
enum BridgeFailure: Error, Equatable {
  /// A step of the beginning.
  enum Step: String, Sendable, Equatable {
    case authentication = "AUTH"
    case resumption = "RECONNECT"
    case subscription = "SUBSCRIBE"
  }

  /// - reason: of the system, of TLS or of HTTP.
  case noConnection(reason: String)
  case refused(Step, code: String)
  case unanswered(Step, after: Duration)
  /// The server says, unasked, that we are not who we were.
  case identityLost(code: String)
  /// Half open: nothing has come after a heartbeat.
  case silent(for: Duration)
  /// - code: of the server's close frame; nil when there was none.
  case closed(code: UInt16?)
  case broken(reason: String)
  case protocolViolation(String)
  case notUTF8
  case tooLarge(limit: Int)
  /// We have said goodbye.
  case left
}

extension BridgeFailure: CustomStringConvertible {
  var description: String {
    switch self {
    case .noConnection(let reason): "no connection to the legacy server: \(reason)"
    case .refused(.authentication, let code): "the legacy server refused AUTH with \(code): look at 'token'"
    case .refused(let step, "AUTHENTICATION_REQUIRED"):
      "the legacy server refused \(step.rawValue) with AUTHENTICATION_REQUIRED: it wants a 'token'"
    case .refused(.subscription, let code):
      "the legacy server refused SUBSCRIBE with \(code): look at 'events' and at what the token may see"
    case .refused(let step, let code): "the legacy server refused \(step.rawValue) with \(code)"
    case .unanswered(let step, let limit): "the legacy server has not answered \(step.rawValue) within \(limit)"
    case .identityLost(let code): "the legacy server takes us for nobody any more: \(code)"
    case .silent(let time): "nothing came from the legacy server for \(time) after a heartbeat: the link is dead"
    case .closed(let code?): "the legacy server closed the connection with \(code)"
    case .closed(nil): "the legacy server closed the connection without a word"
    case .broken(let reason): "the connection to the legacy server broke: \(reason)"
    case .protocolViolation(let what): "the legacy server violates the WebSocket protocol: \(what)"
    case .notUTF8: "the legacy server sent a text that is no UTF-8"
    case .tooLarge(let limit):
      "the legacy server sent a message of more than \(limit) bytes: raise 'max_message' if that is right"
    case .left: "the bridge has left"
    }
  }

  /// What a server is told when it is we who end the connection (RFC 6455 §7.4.1); nil when it has ended.
  var closeCode: UInt16? {
    switch self {
    case .left, .refused, .unanswered, .identityLost, .silent: 1000
    case .protocolViolation: 1002
    case .notUTF8: 1007
    case .tooLarge: 1009
    case .noConnection, .closed, .broken: nil
    }
  }
}
