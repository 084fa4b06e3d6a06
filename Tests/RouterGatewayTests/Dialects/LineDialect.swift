import RouterCore
import RouterResources
import Testing

@testable import RouterGateway

/// A third dialect, for tests: messages are lines of words, `7 WANT agent-status,metrics-update`, and so are answers, `7 OK …`.
/// Nothing of it is JSON but the data of events, ids are the client's numbers, events have names of their own.
struct LineDialect: Dialect {
  var framing: Framing { .webSocket }
  var keepsSessions: Bool { false }

  // MARK: Messages

  func parse(_ text: [UInt8]) -> ParsedMessage {
    let words = String(decoding: text, as: UTF8.self).split(separator: " ", maxSplits: 4).map { String($0) }
    guard words.count >= 2, let id = Int(words[0]) else {
      return ParsedMessage(.invalid(MessageError(family: .connection, text: "a line is a number and a verb")))
    }
    let tag = RequestTag(id: .int(id), target: words.count > 2 ? words[2] : nil)
    return ParsedMessage(message(words[1], Array(words.dropFirst(2))), tag: tag)
  }

  private func message(_ verb: String, _ words: [String]) -> ClientMessage {
    switch (verb, words.count) {
    case ("IAM", 1): .authenticate(token: words[0])
    case ("PING", 0): .ping(id: nil)
    case ("WANT", 1): .subscribe(SubscribeRequest(events: names(words[0]), isWhole: true))
    case ("DROP", 1): .unsubscribe(UnsubscribeRequest(events: names(words[0]), isWhole: true))
    case ("SINCE", 1): .reconnect(ReconnectRequest(lastEvent: .init("msg_" + words[0]), events: nil))
    case ("SINCE", 2): .reconnect(ReconnectRequest(lastEvent: .init("msg_" + words[0]), events: names(words[1])))
    case ("FROM-NOW", 1): .reconnect(ReconnectRequest(lastEvent: .none, events: names(words[0])))
    case ("ASK", 2): .request(RequestMessage(target: words[0], action: words[1], payload: .null, isQuery: true))
    case ("BYE", 0): .disconnect
    default: .invalid(MessageError(family: .connection, text: "what is \(verb)?", field: "verb"))
    }
  }

  private func names(_ word: String) -> [String] { word.split(separator: ",").map { String($0) } }

  // MARK: Names

  func resolve(_ name: String, in catalogue: Catalogue) -> Catalogue.Resolution {
    name.contains("_") ? .unknown : catalogue.resolve(name.replacing("-", with: "_"))
  }
  func name(of type: EventType) -> String { type.name.replacing("_", with: "-") }
  func supportedNames(in catalogue: Catalogue) -> [String] { catalogue.types.map(name) }

  // MARK: Answers and events

  func append(_ answer: Answer, _ context: AnswerContext, to bytes: inout [UInt8]) {
    let id = context.tag.map { "\($0.id)" } ?? "!\(context.ordinal)"
    guard let words = words(for: answer) else { return }
    bytes.append(contentsOf: "\(id) \(words)".utf8)
  }

  private func words(for answer: Answer) -> String? {
    switch answer {
    case .authenticated(_, let access): "OK \(access.map(\.rawValue).sorted().joined(separator: "+"))"
    case .authenticationRequired: "NO who are you?"
    case .pong: "OK"
    case .subscriptionConfirmed(let events, _, let status): "OK \(status) \(events.joined(separator: ","))"
    case .subscriptionError(let error): "NO \(error.code.rawValue)"
    case .reconnected(let it):
      "OK \(it.events.joined(separator: ",")) \(it.report.replayed) after \(it.lastEvent.value)"
        + (it.report.gap.map { " gap \($0.reason) \($0.from?.value ?? 0)-\($0.to?.value ?? 0)" } ?? "")
    case .response(let payload): "OK \(payload)"
    case .requestFailed(let error): "NO \(error.code) \(error.details?.description ?? "")"
    case .connectionError(let code, _, _, _, _): "NO \(code.rawValue)"
    case .disconnectWarning(let warning): "NO \(warning.reason)"
    default: nil
    }
  }

  func append(_ delivery: Delivery, withID: Bool, isMirrored: Bool, to bytes: inout [UInt8]) {
    let name = delivery.event.typeName.replacing("_", with: "-")
    bytes.append(contentsOf: "EVENT \(delivery.number.value) \(name) \(delivery.event.data)".utf8)
  }
}

extension Entrance {
  static func lines(
    _ settings: GatewaySettings, _ limits: SessionLimits = SessionLimits(.production), _ admission: Admission = .request
  ) -> Entrance {
    let description = RouteDescription(
      .get, "/lines", name: "openLines", "Lines of words.", tag: .events, access: .session,
      responses: [RouteResponse(.switchingProtocols, "From here on it is a WebSocket connection.")])
    return Entrance(description, SessionRules(settings.catalogue, limits, LineDialect()), admission)
  }
}

/// A client that speaks lines.
struct LineClient {
  let client: LoopbackClient

  func say(_ line: String) async throws { try await client.send(.text(line)) }

  /// Says something and looks at what comes next.
  func expect(
    _ line: String, _ answer: String, _ comment: Comment? = nil, sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    try await say(line)
    #expect(await next() == answer, comment, sourceLocation: sourceLocation)
  }

  /// Says who it is.
  func introduce(
    _ id: Int, _ token: String, _ answer: String, sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    try await expect("\(id) IAM \(token)", answer, sourceLocation: sourceLocation)
  }

  /// The next line, or what comes instead.
  func next() async -> String {
    guard let frame = await client.frame() else { return "the end" }
    return frame.closeCode.map { "close \($0)" } ?? frame.text
  }

  /// The numbers of the next events.
  func numbers(_ count: Int) async -> [Int] {
    var numbers: [Int] = []
    for _ in 0..<count {
      let words = await next().split(separator: " ")
      numbers.append(words.first == "EVENT" ? Int(words[1]) ?? -1 : -1)
    }
    return numbers
  }
}

extension GatewayBench {
  /// Runs a gateway at whose `/lines` lines are spoken.
  static func runningLines(
    _ server: ServerConfig = .test, limits: SessionLimits = SessionLimits(.production),
    admission: Entrance.Admission = .request, sources: [Deployment.SourceSpec] = [], log: LogConfig = LogConfig(),
    _ body: @escaping @Sendable (GatewayBench) async throws -> Void
  ) async throws {
    try await running(
      server, entrances: { Entrance.all($0) + [.lines($0, limits, admission)] }, sources: sources, logConfig: log, body)
  }

  func lines(
    _ token: String? = nil, headers: String = "", _ body: (LineClient) async throws -> Void
  ) async throws {
    try await LoopbackClient.connected(to: port) { client in
      try await client.send(LoopbackClient.upgrade("/lines" + (token.map { "?token=\($0)" } ?? ""), headers))
      #expect(await client.response()?.status == 101)
      try await body(LineClient(client: client))
    }
  }
}
