import RouterCore
import TestSupport

@testable import RouterGateway

/// The cases of `Answer`, to be sure that tests know all of them: a new one does not compile here.
enum AnswerKind: CaseIterable {
  case connectionEstablished
  case subscriptionConfirmed
  case subscriptionError
  case commandAccepted
  case commandError
  case agentStatus
  case order
  case pong
  case configurationUpdated
  case publishAccepted
  case publishError
  case tokenRefreshed
  case authenticated
  case authenticationRequired
  case reconnected
  case response
  case requestFailed
  case poolInfo
  case rateLimitWarning
  case connectionError
  case disconnectWarning
  case metricsConflation

  init(_ answer: Answer) {
    switch answer {
    case .connectionEstablished: self = .connectionEstablished
    case .subscriptionConfirmed: self = .subscriptionConfirmed
    case .subscriptionError: self = .subscriptionError
    case .commandAccepted: self = .commandAccepted
    case .commandError: self = .commandError
    case .agentStatus: self = .agentStatus
    case .order: self = .order
    case .pong: self = .pong
    case .configurationUpdated: self = .configurationUpdated
    case .publishAccepted: self = .publishAccepted
    case .publishError: self = .publishError
    case .tokenRefreshed: self = .tokenRefreshed
    case .authenticated: self = .authenticated
    case .authenticationRequired: self = .authenticationRequired
    case .reconnected: self = .reconnected
    case .response: self = .response
    case .requestFailed: self = .requestFailed
    case .poolInfo: self = .poolInfo
    case .rateLimitWarning: self = .rateLimitWarning
    case .connectionError: self = .connectionError
    case .disconnectWarning: self = .disconnectWarning
    case .metricsConflation: self = .metricsConflation
    }
  }
}

extension LimitReport {
  fileprivate static let sample = LimitReport(kind: .messages, limit: 20, current: 18)
}

/// With a member that no schema knows.
private let sampleStatus =
  (try? JSONDocument(parsing: #"{"agent_id":"a","old_status":"b","new_status":"b","x":null}"#)) ?? .null

extension Answer {
  /// Every case, bare and with all that it can have.
  static let samples: [Answer] =
    [
      .connectionEstablished(ConnectionInfo(clientID: "client_1", sessionID: "session_1", serverVersion: "1")),
      .connectionEstablished(
        ConnectionInfo(
          clientID: "client_1", sessionID: "session_1", serverVersion: "1",
          resume: ResumeReport(resumed: true, replayed: 3, gap: nil, oldest: EventNumber(7), exact: true))),
      .subscriptionConfirmed(events: [], agents: [], status: .removed),
      .subscriptionConfirmed(events: ["metrics"], agents: ["a"], status: .active),
      .subscriptionError(SubscriptionError(.permissionDenied, "no")),
      .subscriptionError(
        SubscriptionError(
          .rateLimitExceeded, "no", supportedEvents: Catalogue.standard.supportedNames, limit: .sample,
          retryAfter: .seconds(1))),
      .commandAccepted(CommandReceipt(command: "stop", agent: "a", requestID: "r")),
      .commandError(CommandFailure(echo: CommandEcho(), code: .invalidCommand, text: "no")),
      .commandError(
        CommandFailure(
          echo: CommandEcho(command: "stop", agent: "a", requestID: "r"), code: .rateLimitExceeded, text: "no",
          limit: .sample, retryAfter: .seconds(1))),
      .agentStatus(sampleStatus, requestID: nil), .agentStatus(sampleStatus, requestID: "r"),
      .configurationUpdated(SessionOptions()), .publishAccepted(ids: [], requestID: nil),
      .publishAccepted(ids: [EventNumber(1), EventNumber(999_999_999_999)], requestID: "r"),
      .publishError(PublishFailure(code: .permissionDenied, text: "no", requestID: nil)),
      .publishError(
        PublishFailure(
          code: .rateLimitExceeded, text: "no", items: [.init(index: 3, field: "data.agent_id", detail: "no")],
          requestID: "r", limit: .sample, retryAfter: .seconds(1))),
      .tokenRefreshed(expires: VirtualTime.start), .poolInfo(PoolInfo(id: "pool_1", connections: 3, limit: 5)),
      .poolInfo(PoolInfo(id: "pool_1", connections: 3, limit: nil)),
      .rateLimitWarning(.sample, resetTime: VirtualTime.start),
      .connectionError(
        .rateLimitExceeded, text: "no", closeCode: .tryAgainLater, retryAfter: .seconds(1), limit: .sample),
      .order(AgentOrder("start", agent: "a", parameters: nil, requestID: "r")),
      .order(AgentOrder("run_task", agent: "a", parameters: sampleStatus, requestID: "r")),
      .pong(id: nil, connectionDuration: .seconds(780)),
      .pong(id: JSONDocument.string("x").root, connectionDuration: .zero),
      .connectionError(.invalidMessageFormat, text: "no", closeCode: nil, retryAfter: nil),
      .connectionError(.authenticationFailed, text: "no", closeCode: .policy, retryAfter: .seconds(30)),
      .disconnectWarning(
        DisconnectWarning(
          reason: "x", disconnectIn: .zero, closeCode: .goingAway, reconnect: true, retryAfter: .seconds(1),
          lastEvent: nil, depth: nil)),
      .disconnectWarning(
        DisconnectWarning(
          reason: "x", disconnectIn: .seconds(1), closeCode: .tryAgainLater, reconnect: false, retryAfter: .zero,
          lastEvent: EventNumber(9), depth: 7)),
      .metricsConflation(isOn: true, depth: 3),
      .authenticated(SessionID(1), []), .authenticated(SessionID(1), [.write, .read]),
      .authenticationRequired(closeCode: nil), .authenticationRequired(closeCode: .policy),
      .reconnected(
        Reconnection(
          session: SessionID(1), events: [],
          report: ResumeReport(resumed: true, oldest: EventNumber(7), exact: true), lastEvent: EventNumber(9))),
      .reconnected(
        Reconnection(
          session: SessionID(1), events: ["METRICS_UPDATE"],
          report: ResumeReport(
            resumed: true, replayed: 3, gap: ResumeGap(.expired, from: EventNumber(1), to: EventNumber(6)),
            oldest: EventNumber(7), exact: true), lastEvent: EventNumber(6))),
      .response(sampleStatus), .response(.null),
      .requestFailed(.invalid(field: "client_id", error: "Client not found")),
      .requestFailed(.unavailable("analysis-agent")), .requestFailed(.denied("X", needs: .write)),
      .requestFailed(.unknownAction("X", of: "y")), .requestFailed(RequestError(code: "X", message: "", details: nil)),
    ]
    + ResumeGap.Reason.allCases.map { reason in
      .connectionEstablished(
        ConnectionInfo(
          clientID: "client_1", sessionID: "session_1", serverVersion: "1",
          resume: ResumeReport(
            resumed: false, gap: ResumeGap(reason, from: EventNumber(1), to: EventNumber(2)), oldest: EventNumber(7),
            exact: false)))
    }
}

/// The cases of `ClientMessage`: a new one does not compile here before it is declared.
extension ClientMessageType {
  /// Nil for what is no message.
  init?(_ message: ClientMessage) {
    switch message {
    case .subscribe: self = .subscribe
    case .unsubscribe: self = .unsubscribe
    case .command: self = .command
    case .commandResult: self = .commandResult
    case .ping: self = .ping
    case .configure: self = .configure
    case .publish: self = .publish
    case .refreshToken: self = .refreshToken
    case .showPool: self = .connectionPoolInfo
    case .disconnect: self = .disconnect
    // Not in the v1 dialect.
    case .authenticate, .reconnect, .request: return nil
    case .invalid: return nil
    }
  }
}
