import RouterCore
import TestSupport
import Testing

@testable import RouterGateway

/// What the server says to legacy clients, byte for byte (contract §3).
struct LegacyAnswerTests {
  private func write(
    _ answer: Answer, to id: String? = #""r""#, target: String? = nil, ordinal: Int = 1,
    at time: String = "2024-12-29T12:00:00Z"
  ) throws -> String {
    let tag = id.map { RequestTag(id: .sample($0), target: target) }
    let now = try #require(Timestamp(text: time))
    let bytes = LegacyDialect(.standard, components: []).render(
      answer, AnswerContext(now: now, tag: tag, ordinal: ordinal))
    return String(decoding: bytes, as: UTF8.self)
  }

  // MARK: The document's examples, with the timestamp that all frames have

  @Test func `The printed AUTH_SUCCESS, permissions in their order`() throws {
    let payload = #"{"sessionId":"session_1","permissions":["READ","WRITE"]}"#
    #expect(
      try write(.authenticated(SessionID(1), [.write, .read]), to: #""auth_123""#)
        == #"{"type":"AUTH_SUCCESS","id":"auth_123","timestamp":"2024-12-29T12:00:00Z","payload":\#(payload)}"#)
  }

  @Test(arguments: [([], "[]"), ([.read], #"["READ"]"#), ([.write], #"["WRITE"]"#)] as [(Set<RequestAccess>, String)])
  func `Who may less is told so`(_ access: Set<RequestAccess>, _ list: String) throws {
    #expect(try write(.authenticated(SessionID(1), access)).contains(#""permissions":\#(list)}"#))
  }

  @Test func `The printed HEARTBEAT_ACK`() throws {
    #expect(
      try write(.pong(id: nil, connectionDuration: .seconds(7)), to: #""heartbeat_123""#)
        == #"{"type":"HEARTBEAT_ACK","id":"heartbeat_123","timestamp":"2024-12-29T12:00:00Z"}"#)
  }

  @Test(arguments: [
    (
      Answer.requestFailed(.invalid("Invalid assessment data", field: "client_id", error: "Client not found")),
      #""error_123""#,
      """
      {"code":"VALIDATION_ERROR","message":"Invalid assessment data",\
      "details":{"field":"client_id","error":"Client not found"}}
      """
    ),
    (
      .requestFailed(
        .failed("Failed to process assessment", reason: "Analysis agent unavailable", retryAfter: .seconds(5))),
      #""error_124""#,
      """
      {"code":"PROCESSING_ERROR","message":"Failed to process assessment",\
      "details":{"reason":"Analysis agent unavailable","retryAfter":5000}}
      """
    ),
    (
      .connectionError(
        .rateLimitExceeded, text: "more than 100 messages", closeCode: nil, retryAfter: .seconds(60),
        limit: LimitReport(kind: .messages, limit: 100, current: 101)), #""x""#,
      """
      {"code":"RATE_LIMIT_EXCEEDED","message":"Too many requests",\
      "details":{"retryAfter":60000,"limit":100,"remaining":0}}
      """
    ),
  ])
  func `The printed errors`(_ answer: Answer, _ id: String, _ payload: String) throws {
    #expect(
      try write(answer, to: id)
        == #"{"type":"ERROR","id":\#(id),"timestamp":"2024-12-29T12:00:00Z","payload":\#(payload)}"#)
  }

  @Test func `An event as it is printed, with its id and the action that the contract adds`() throws {
    var bytes: [UInt8] = []
    let data = #"{"id":"assessment_456","status":"completed","completed_at":"2024-12-29T12:30:00Z"}"#
    let time = try #require(Timestamp(text: "2024-12-29T12:30:00Z"))
    for (withID, isMirrored) in [(true, false), (false, true)] {
      bytes = []
      LegacyDialect(.standard, components: ["assessments"]).append(
        .sample(130, "assessment_update", data, time: time, source: "assessments"), withID: withID,
        isMirrored: isMirrored, to: &bytes)
      #expect(
        String(decoding: bytes, as: UTF8.self) == """
          {"type":"EVENT","id":"msg_130","timestamp":"2024-12-29T12:30:00Z","source":{"type":"AGENT","id":"assessment-agent"},\
          "payload":{"type":"ASSESSMENT_UPDATE","action":"ASSESSMENT_UPDATE",\
          "data":{"id":"assessment_456","status":"completed","completedAt":"2024-12-29T12:30:00Z"}}}
          """)
    }
  }

  // MARK: Answers

  @Test(arguments: ["7", "1.50", #""\u0041""#, "-1e400"], [nil, "analysis_agent", #"a"b"#])
  func `A RESPONSE names whom the client asked, and repeats its id twice`(_ id: String, _ target: String?) throws {
    let source = JSONDocument.string(target ?? "system")
    let payload = #"{ "a" : 1.0 }"#
    #expect(
      try write(.response(.sample(payload)), to: id, target: target) == """
        {"type":"RESPONSE","id":\(id),"timestamp":"2024-12-29T12:00:00Z","source":{"type":"AGENT","id":\(source)},\
        "payload":\(payload),"metadata":{"correlationId":\(id)}}
        """)
  }

  @Test func `A subscription is confirmed in a RESPONSE`() throws {
    let answer = Answer.subscriptionConfirmed(events: ["METRICS_UPDATE"], agents: [], status: .active)
    #expect(try write(answer).contains(#""payload":{"events":["METRICS_UPDATE"],"status":"active"},"metadata""#))
  }

  private func reconnected(_ gap: ResumeGap?) throws -> String {
    let report = ResumeReport(resumed: true, replayed: 3, gap: gap, oldest: EventNumber(7), exact: true)
    return try write(
      .reconnected(Reconnection(session: SessionID(1), events: ["A"], report: report, lastEvent: EventNumber(6))))
  }

  @Test func `RECONNECT_SUCCESS says what comes, and of a gap why and how far`() throws {
    func expected(_ gap: String, _ more: String = "") -> String {
      """
      {"type":"RECONNECT_SUCCESS","id":"r","timestamp":"2024-12-29T12:00:00Z","payload":{"sessionId":"session_1",\
      "subscriptions":["A"],"replayCount":3,"gap":\(gap),"oldestAvailable":"msg_7","lastMessageId":"msg_6"\(more)}}
      """
    }
    #expect(try reconnected(nil) == expected("false"))
    #expect(try reconnected(ResumeGap(.unknown)) == expected("true", #","reason":"unknown""#))
    #expect(
      try reconnected(ResumeGap(.expired, from: EventNumber(2), to: EventNumber(6)))
        == expected("true", #","reason":"expired","from":"msg_2","to":"msg_6""#))
  }

  // MARK: Errors

  private func error(_ answer: Answer) throws -> String {
    let frame = try write(answer, to: nil, ordinal: 3)
    let start = #"{"type":"ERROR","id":"error_3","timestamp":"2024-12-29T12:00:00Z","payload":"#
    #expect(frame.hasPrefix(start) && frame.hasSuffix("}"))
    return String(frame.dropFirst(start.count).dropLast())
  }

  private static let subscriptions = LimitReport(kind: .eventTypes, limit: 10, current: 8)
  private static let connections = LimitReport(kind: .connectionsPerUser, limit: 5, current: 6)

  @Test(arguments: [
    (
      Answer.subscriptionError(SubscriptionError(.invalidEventType, "what?", supportedEvents: ["A", "B"])),
      "VALIDATION_ERROR", "Invalid request", #"{"field":"events","error":"what?","supported":["A","B"]}"#
    ),
    (
      .subscriptionError(SubscriptionError(.unsupportedEventType, "off")), "VALIDATION_ERROR", "Invalid request",
      #"{"field":"events","error":"off"}"#
    ),
    (
      .subscriptionError(SubscriptionError(.invalidMessageFormat, "no")), "VALIDATION_ERROR", "Invalid request",
      #"{"field":"events","error":"no"}"#
    ),
    (
      .subscriptionError(SubscriptionError(.permissionDenied, "no")), "PERMISSION_DENIED", "Permission denied",
      #"{"field":"events","error":"no"}"#
    ),
    (
      .subscriptionError(SubscriptionError(.rateLimitExceeded, "at most 10", limit: subscriptions)),
      "RATE_LIMIT_EXCEEDED", "at most 10", #"{"retryAfter":60000,"limit":10,"remaining":2}"#
    ),
    (
      .connectionError(
        .connectionLimitExceeded, text: "too many", closeCode: .tryAgainLater, retryAfter: .milliseconds(1),
        limit: connections), "RATE_LIMIT_EXCEEDED", "too many", #"{"retryAfter":1,"limit":5,"remaining":0}"#
    ),
    (
      .connectionError(.rateLimitExceeded, text: "busy", closeCode: nil, retryAfter: .microseconds(1)),
      "RATE_LIMIT_EXCEEDED", "busy", #"{"retryAfter":1}"#
    ),
    (
      .connectionError(.authenticationFailed, text: "expired", closeCode: .policy, retryAfter: .seconds(30)),
      "AUTHENTICATION_FAILED", "Authentication failed", #"{"error":"expired","retryAfter":30000}"#
    ),
    (
      .connectionError(.authenticationFailed, text: "expired", closeCode: .policy, retryAfter: nil),
      "AUTHENTICATION_FAILED", "Authentication failed", #"{"error":"expired"}"#
    ),
    (
      .connectionError(.invalidMessageFormat, text: "no JSON", closeCode: nil, retryAfter: nil), "VALIDATION_ERROR",
      "Invalid request", #"{"field":"message","error":"no JSON"}"#
    ),
    (
      .authenticationRequired(closeCode: .policy), "AUTHENTICATION_REQUIRED", "Authentication required",
      #"{"error":"send AUTH with a token first"}"#
    ),
    (
      .requestFailed(RequestError(code: "TIMEOUT_ERROR", message: "late", details: nil)), "TIMEOUT_ERROR", "late", "{}"
    ),
    (
      .disconnectWarning(
        DisconnectWarning(
          reason: "token_expires", disconnectIn: .seconds(60), closeCode: .policy, reconnect: true, retryAfter: .zero,
          lastEvent: EventNumber(9), depth: nil)), "PROCESSING_ERROR", "The connection will be closed",
      #"{"reason":"token_expires","retryAfter":60000,"lastMessageId":"msg_9"}"#
    ),
  ])
  func `What nobody asked for is numbered, and errors are this dialect's`(
    _ answer: Answer, _ code: String, _ message: String, _ details: String
  ) throws {
    #expect(try error(answer) == #"{"code":"\#(code)","message":"\#(message)","details":\#(details)}"#)
  }

  @Test(arguments: ErrorCode.allCases)
  func `Every error of the sessions has a code here, with the members that go with it`(_ code: ErrorCode) throws {
    let errors: [Answer] = [
      .subscriptionError(SubscriptionError(code, "x")),
      .connectionError(code, text: "x", closeCode: nil, retryAfter: .seconds(1)),
    ]
    for answer in errors {
      let payload = JSONDocument.sample(try error(answer)).root
      let name = try #require(payload["code"]?.string)
      #expect(LegacyErrorCode(rawValue: name) != nil)
      let member = ["RATE_LIMIT_EXCEEDED": "retryAfter", "PROCESSING_ERROR": "reason"][name] ?? "error"
      #expect(payload["details"]?[member] != nil, "\(payload)")
    }
  }

  /// What a client of this dialect can neither ask for nor understand.
  @Test func `Nothing is written for what the dialect has no message for`() throws {
    let silent: Set<AnswerKind> = [
      .connectionEstablished, .commandAccepted, .commandError, .agentStatus, .configurationUpdated, .publishAccepted,
      .publishError, .tokenRefreshed, .order, .poolInfo, .rateLimitWarning, .metricsConflation,
    ]
    for answer in Answer.samples {
      #expect(try write(answer).isEmpty == silent.contains(AnswerKind(answer)), "\(answer)")
    }
  }
}
