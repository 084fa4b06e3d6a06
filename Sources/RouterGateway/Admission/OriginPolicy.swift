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

  /// - Parameters:
  ///   - listed: `server.origins`; nil leaves it to the profile: in production only pages of the same host.
  ///   - isOpen: whether no token is asked. Then any page that a user of this machine looks at could use the server.
  init(_ listed: [AllowedOrigin]?, _ profile: ServerConfig.Profile, isOpen: Bool = false) {
    rule = listed.map { .listed($0) } ?? (profile == .production || isOpen ? .own : .any)
  }

  /// - Parameters:
  ///   - origin: of the request; nil for one that no page has sent.
  ///   - host: the request's `Host`.
  func admits(_ origin: String?, host: String?) -> Bool {
    guard let origin = origin?.lowercased() else { return true }
    switch rule {
    case .any: return true
    case .own: return isOwn(origin, host)
    case .listed(let origins): return isOwn(origin, host) || origins.contains { $0.admits(origin) }
    }
  }

  private func isOwn(_ origin: String, _ host: String?) -> Bool {
    guard let host = host?.lowercased(), !host.isEmpty, let mark = origin.firstRange(of: "://") else { return false }
    return origin[mark.upperBound...] == host
  }

  static let refusal = "pages from this origin may not use this server: add it to 'server.origins'"
}
