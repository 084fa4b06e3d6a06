import HummingbirdCore
import NIOHTTP1

/// A request that may become a session, read once.
struct UpgradeRequest: Sendable {
  let head: HTTPRequestHead
  /// `Sec-WebSocket-Key`.
  let key: String
  let path: String
  /// `Sec-WebSocket-Extensions`.
  let extensions: [ExtensionOffer]
  private let query: FlatDictionary<Substring, Substring>

  /// Nil when the handshake lacks something that RFC 6455 asks for.
  init?(_ head: HTTPRequestHead) {
    guard let key = WebSocketHandshake.key(of: head), let extensions = WebSocketHandshake.extensions(of: head) else {
      return nil
    }
    let uri = URI(head.uri)
    self.head = head
    self.key = key
    self.extensions = extensions
    path = uri.path
    query = uri.queryParameters
  }

  /// The first value that the query has for a name.
  subscript(query name: Substring) -> String? { query[name].map { String($0) } }

  func token() throws(TokenError) -> RequestToken {
    try RequestToken(head, query: query[values: "token"].map { String($0) })
  }

  /// Whether there is any: good or bad, or two that differ.
  var hasToken: Bool {
    if case .failure(.missing) = Result(catching: { () throws(TokenError) in try token() }) { false } else { true }
  }

  /// Browsers cannot set headers, so the query will do.
  var fingerprint: String? { head.headers.first(name: "X-Client-Fingerprint") ?? self[query: "fingerprint"] }

  /// Whether the token comes as a subprotocol, which must be confirmed or browsers give up.
  var offersToken: Bool { RequestToken.subprotocols(head.headers).contains(RequestToken.subprotocol) }
}
