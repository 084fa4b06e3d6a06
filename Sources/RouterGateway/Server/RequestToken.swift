import NIOHTTP1

/// The token of a request: from the query, `Authorization: Bearer` or the subprotocols `bearer, <token>` (contract §2).
struct RequestToken {
  static let subprotocol = "bearer"

  let text: String

  init(_ head: HTTPRequestHead, query: [String]) throws(TokenError) {
    try self.init(query: query, authorization: head.headers["Authorization"], others: Self.offered(head.headers))
  }

  /// - Parameters:
  ///   - query: the values of `?token=`.
  ///   - authorization: the values of that header.
  init(query: [String], authorization: [String], others: [String] = []) throws(TokenError) {
    var token: String?
    for sent in query + authorization.compactMap(Self.bearer) + others where !sent.isEmpty {
      guard token == nil || token == sent else { throw .conflicting }
      token = sent
    }
    guard let token else { throw .missing }
    text = token
  }

  /// RFC 6750 §2.1; the scheme's case does not matter.
  static func bearer(_ header: String) -> String? {
    guard let space = header.firstIndex(of: " "), header[..<space].lowercased() == "bearer" else { return nil }
    return String(header[space...].drop { $0 == " " })
  }

  static func subprotocols(_ headers: HTTPHeaders) -> [String] {
    headers[canonicalForm: "Sec-WebSocket-Protocol"].map { String($0) }
  }

  private static func offered(_ headers: HTTPHeaders) -> [String] {
    let offers = subprotocols(headers)
    guard let index = offers.firstIndex(of: subprotocol) else { return [] }
    return offers[(index + 1)...].first.map { [$0] } ?? []
  }
}
