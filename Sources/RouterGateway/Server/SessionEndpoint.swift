import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import RouterCore

/// A path where WebSocket sessions begin, and how they speak there.
struct SessionEndpoint: Sendable {
  static let v1Path = "/api/v1/ws"

  let settings: GatewaySettings
  let tokens: TokenCache
  let shards: ShardSet
  let state: GatewayState
  let counters: GatewayCounters
  let logger: Logger

  /// Where sessions begin.
  var paths: [String] { settings.server.echo ? [Self.v1Path, EchoConnection.path] : [Self.v1Path] }

  /// Headers for the 101; nil when there are no sessions at the request's path. The subprotocol that carries a token must be
  /// confirmed or browsers give up.
  func responseHeaders(for head: HTTPRequestHead) -> HTTPHeaders? {
    switch URI(head.uri).path {
    case EchoConnection.path where settings.server.echo: return [:]
    case Self.v1Path:
      let offers = RequestToken.subprotocols(head.headers)
      return offers.contains(RequestToken.subprotocol) ? ["Sec-WebSocket-Protocol": RequestToken.subprotocol] : [:]
    default: return nil
    }
  }

  /// Runs on the channel's loop, after the 101.
  func begin(on channel: any Channel, for head: HTTPRequestHead) throws {
    let operations = channel.pipeline.syncOperations
    guard URI(head.uri).path == Self.v1Path else { return try operations.addHandler(EchoConnection(settings.server)) }
    guard let shard = shards.shard(on: channel.eventLoop), state.current == .ready else {
      let text = "the server is starting or stopping: connect again"
      return try operations.addHandler(refusal(.rateLimitExceeded, text, .goingAway, retryAfter: .seconds(1)))
    }
    do {
      let form = FrameForm(dialect: V1Dialect(), withIDs: URI(head.uri).queryParameters["include_ids"] == "true")
      try operations.addHandler(WebSocketConnection(session: try session(for: head), form: form, shard: shard))
    } catch let error as TokenError {
      counters.refusedTokens.add()
      try operations.addHandler(refusal(.authenticationFailed, "\(error)", .policy, retryAfter: .seconds(30)))
    }
  }

  private func session(for head: HTTPRequestHead) throws(TokenError) -> Session {
    let query = URI(head.uri).queryParameters
    let now = settings.time.now()
    let token = try RequestToken(head, query: query[values: "token"].map(String.init)).text
    let fingerprint = head.headers.first(name: "X-Client-Fingerprint") ?? query["fingerprint"].map(String.init)
    let principal = try tokens.principal(token: token, fingerprint: fingerprint, at: now)
    return Session(
      id: SessionID.make(), principal: principal, catalogue: settings.catalogue, limits: settings.limits, at: now)
  }

  private func refusal(
    _ code: ErrorCode, _ text: String, _ closeCode: CloseCode, retryAfter: Duration
  ) -> RefusedConnection {
    let answer = Answer.connectionError(code, text: text, closeCode: closeCode, retryAfter: retryAfter)
    return RefusedConnection(
      answer: V1Dialect().render(answer, at: settings.time.now()), code: closeCode, limits: settings.limits.messages)
  }
}

/// Names of sessions: unguessable, since a session can be resumed by its id.
enum SessionID {
  static func make() -> String {
    var random = SystemRandomNumberGenerator()
    let number = UInt128(random.next()) << 64 | UInt128(random.next())
    return String(number, radix: 36)
  }
}
