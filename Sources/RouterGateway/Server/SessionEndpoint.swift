import NIOCore
import RouterCore

/// A path where WebSocket sessions begin, and how they speak there.
struct SessionEndpoint: Sendable {
  static let v1Path = "/api/v1/ws"

  let settings: GatewaySettings
  let tokens: TokenCache
  let shards: ShardSet
  let state: GatewayState
  let counters: GatewayCounters
  /// Whether its connections speak TLS.
  let isEncrypted: Bool

  /// Where sessions begin.
  static func paths(_ settings: GatewaySettings) -> [String] {
    settings.server.echo ? [v1Path, EchoConnection.path] : [v1Path]
  }

  /// Nil when there are no sessions at the request's path.
  func answer(to request: UpgradeRequest) -> UpgradeAnswer? {
    switch request.path {
    case EchoConnection.path where settings.server.echo: UpgradeAnswer(toKey: request.key)
    case Self.v1Path:
      UpgradeAnswer(toKey: request.key, subprotocol: request.offersToken ? RequestToken.subprotocol : nil)
    default: nil
    }
  }

  /// Runs on the channel's loop, when the 101 is written.
  func begin(on channel: any Channel, for request: UpgradeRequest) throws {
    let operations = channel.pipeline.syncOperations
    let shard = shards.shard(on: channel.eventLoop)
    guard request.path == Self.v1Path else {
      return try operations.addHandler(EchoConnection(settings.server, timers: shard.timers))
    }
    guard state.current == .ready else {
      let text = "the server is starting or stopping: connect again"
      return try operations.addHandler(refusal(.rateLimitExceeded, text, .goingAway, retryAfter: .seconds(1), shard))
    }
    do {
      let session = try session(for: request)
      let connection = SessionConnection(
        session: session, form: FrameForm(V1Dialect(), session.options), shard: shard, isEncrypted: isEncrypted,
        fingerprint: request.fingerprint, resuming: resumption(of: request))
      try channel.syncOptions?.setOption(.writeBufferWaterMark, value: SessionConnection.waterMark)
      try operations.addHandler(connection)
    } catch let error as TokenError {
      counters.refusedTokens.add()
      try operations.addHandler(refusal(.authenticationFailed, "\(error)", .policy, retryAfter: .seconds(30), shard))
    }
  }

  private func session(for request: UpgradeRequest) throws(TokenError) -> Session {
    let now = settings.time.now()
    let token = try request.token().text
    let principal = try tokens.principal(token: token, fingerprint: request.fingerprint, at: now)
    return Session(
      id: .random(), principal: principal, catalogue: settings.catalogue, limits: settings.limits,
      options: SessionOptions(includesIDs: request[query: "include_ids"] == "true"), at: now)
  }

  private func resumption(of request: UpgradeRequest) -> ResumeRequest? {
    request[query: "resume"].map { session in
      ResumeRequest(
        session: session, lastEvent: request[query: "last_event_id"],
        withIDs: request[query: "include_ids"].map { $0 == "true" })
    }
  }

  private func refusal(
    _ code: ErrorCode, _ text: String, _ closeCode: CloseCode, retryAfter: Duration, _ shard: Shard
  ) -> RefusedConnection {
    let answer = Answer.connectionError(code, text: text, closeCode: closeCode, retryAfter: retryAfter)
    return RefusedConnection(
      answer: V1Dialect().render(answer, at: settings.time.now()), code: closeCode, limits: settings.limits.reading,
      timers: shard.timers)
  }
}
