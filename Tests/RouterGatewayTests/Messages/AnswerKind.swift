import RouterCore

@testable import RouterGateway

/// The cases of `Answer`, to be sure that tests know all of them: a new one does not compile here.
enum AnswerKind: CaseIterable {
  case connectionEstablished
  case subscriptionConfirmed
  case subscriptionError
  case pong
  case connectionError
  case disconnectWarning
  case metricsConflation

  init(_ answer: Answer) {
    switch answer {
    case .connectionEstablished: self = .connectionEstablished
    case .subscriptionConfirmed: self = .subscriptionConfirmed
    case .subscriptionError: self = .subscriptionError
    case .pong: self = .pong
    case .connectionError: self = .connectionError
    case .disconnectWarning: self = .disconnectWarning
    case .metricsConflation: self = .metricsConflation
    }
  }
}

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
          .rateLimitExceeded, "no", supportedEvents: Catalogue.standard.supportedNames, limit: (limit: 20, current: 18))
      ),
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
