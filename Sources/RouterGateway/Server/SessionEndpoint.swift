import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOWebSocket
import RouterCore

/// A path where WebSocket sessions begin, and how they speak there.
struct SessionEndpoint: Sendable {
  static let v1Path = "/api/v1/ws"

  let settings: GatewaySettings
  let verifier: TokenVerifier
  let shards: ShardSet
  let state: GatewayState
  let counters: GatewayCounters
  let logger: Logger

  func serves(_ head: HTTPRequestHead) -> Bool { URI(head.uri).path == Self.v1Path }

  /// Headers for the 101; the subprotocol that carries a token must be confirmed or browsers give up.
  func responseHeaders(for head: HTTPRequestHead) -> HTTPHeaders {
    let offers = RequestToken.subprotocols(head.headers)
    return offers.contains(RequestToken.subprotocol) ? ["Sec-WebSocket-Protocol": RequestToken.subprotocol] : [:]
  }

  /// Runs on the channel's loop, after the 101.
  func begin(on channel: any Channel, for head: HTTPRequestHead) throws {
    let query = URI(head.uri).queryParameters
    let dialect = V1Dialect()
    let operations = channel.pipeline.syncOperations
    guard let shard = shards.shard(on: channel.eventLoop), state.current == .ready else {
      let text = "the server is stopping: connect again"
      let answer = Answer.connectionError(.rateLimitExceeded, text: text, closeCode: .goingAway, retryAfter: .seconds(1))
      let frame = dialect.render(answer, at: settings.time.now())
      return try operations.addHandler(RefusedConnection(frame: frame, code: .goingAway))
    }
    do {
      let token = try RequestToken(head, query["token"].map(String.init)).text
      let fingerprint = head.headers.first(name: "X-Client-Fingerprint") ?? query["fingerprint"].map(String.init)
      let principal = try verifier.principal(token: token, fingerprint: fingerprint, at: settings.time.now())
      let session = Session(
        id: SessionID.make(), principal: principal, catalogue: settings.catalogue, limits: settings.limits,
        at: settings.time.now())
      let connection = WebSocketConnection(
        session: session, dialect: dialect, withIDs: query["include_ids"] == "true", shard: shard, settings: settings,
        logger: logger)
      try operations.addHandler(connection)
    } catch let error as TokenError {
      counters.refusedTokens.add()
      let answer = Answer.connectionError(
        .authenticationFailed, text: "\(error)", closeCode: .policy, retryAfter: .seconds(30))
      let frame = dialect.render(answer, at: settings.time.now())
      try operations.addHandler(RefusedConnection(frame: frame, code: .policy))
    }
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
