/// Which web pages may use the server (contract §2 and §5): a browser says in `Origin` where a page comes from, and nobody else
/// has to send one. Decided before an upgrade, and the answer to CORS.
struct OriginPolicy: Sendable {
  private enum Rule: Sendable {
    case listed([AllowedOrigin])
    /// Pages of the server's own host.
    case own
    case any
  }

  private let rule: Rule
  /// Whether nobody is asked for a token. A page may then come from a name that was made to lead here (DNS rebinding): its origin is
  /// that name, and so is the host.
  private let isOpen: Bool

  /// - Parameters:
  ///   - listed: `server.origins`; nil leaves it to the profile: in production only pages of the same host.
  ///   - isOpen: whether no token is asked. Then any page that a user of this machine looks at could use the server.
  init(_ listed: [AllowedOrigin]?, _ profile: ServerConfig.Profile, isOpen: Bool = false) {
    self.isOpen = isOpen
    rule = listed.map { .listed($0) } ?? (profile == .production || isOpen ? .own : .any)
  }

  /// - Parameters:
  ///   - origin: of the request; nil for one that no page has sent.
  ///   - host: the request's `Host`.
  func admits(_ origin: String?, host: String?) -> Bool {
    guard !isOpen || Self.isLocal(host) else { return false }
    guard let origin = origin?.lowercased() else { return true }
    switch rule {
    case .any: return true
    case .own: return isOwn(origin, host)
    case .listed(let origins): return isOwn(origin, host) || origins.contains { $0.admits(origin) }
    }
  }

  /// Whether a page may do without a token what others may do without one: one of this machine, or one that is listed. Whoever looks
  /// at another page has not asked for that, and the server's own name may be one that was made to lead here.
  func trusts(_ origin: String?) -> Bool {
    guard let origin = origin?.lowercased() else { return true }
    if case .listed(let origins) = rule, origins.contains(where: { $0.admits(origin) }) { return true }
    guard let mark = origin.firstRange(of: "://") else { return false }
    let host = Self.name(in: origin[mark.upperBound...])
    return Loopback.isHost(host) || host.hasSuffix(".localhost")
  }

  private func isOwn(_ origin: String, _ host: String?) -> Bool {
    guard let host = host?.lowercased(), !host.isEmpty, let mark = origin.firstRange(of: "://") else { return false }
    return origin[mark.upperBound...] == host
  }

  /// - Parameter host: the refused request's.
  func refusal(host: String?) -> String {
    isOpen && !Self.isLocal(host)
      ? "no token is asked for here, so only 'localhost' and IP addresses are served: the Host field names another"
      : "pages from this origin may not use this server: add it to 'server.origins'"
  }

  /// No host at all is nobody's page: browsers always send one.
  private static func isLocal(_ host: String?) -> Bool {
    guard let host else { return true }
    let name = name(in: host.lowercased()[...])
    return name == "localhost" || name.hasSuffix(".localhost") || NetworkAddress(name) != nil
  }

  /// Of a host and perhaps a port; an IPv6 address without its brackets.
  private static func name(in host: Substring) -> String {
    if host.hasPrefix("[") { return String(host.dropFirst().prefix { $0 != "]" }) }
    return String(host.lastIndex(of: ":").map { host[..<$0] } ?? host)
  }
}
