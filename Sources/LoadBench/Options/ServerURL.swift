import FoundationEssentials

/// Where a server listens, as it is written on the command line.
package struct ServerURL: Sendable, Equatable {
  package enum Place: Sendable, Equatable {
    case host(String, port: Int)
    case unixSocket(String)
  }

  package let text: String
  package let place: Place
  /// Whether the connection is encrypted (`wss`, `https`).
  let isSecure: Bool
  /// In front of the API's paths; empty, or begins with a slash.
  let prefix: String

  /// - Parameters:
  ///   - text: such as `ws://127.0.0.1:8000` or `unix:/run/junctor.sock`; the API's own path may stand at the end.
  ///   - scheme: without encryption: `ws` or `http`.
  package init?(parsing text: String, scheme: String) {
    self.text = text
    if text.hasPrefix("unix:") {
      let path = String(text.dropFirst(5))
      guard !path.isEmpty else { return nil }
      (place, isSecure, prefix) = (.unixSocket(path), false, "")
      return
    }
    guard let parts = URLComponents(string: text), let found = parts.scheme?.lowercased(),
      [scheme, scheme + "s"].contains(found), let host = parts.host, !host.isEmpty, parts.query == nil,
      parts.user == nil
    else { return nil }
    isSecure = found != scheme
    let port = parts.port ?? (isSecure ? 443 : 80)
    guard (1...65_535).contains(port) else { return nil }
    place = .host(host.filter { $0 != "[" && $0 != "]" }, port: port)
    let path = parts.path.hasSuffix(Self.sessionPath) ? String(parts.path.dropLast(Self.sessionPath.count)) : parts.path
    prefix = path == "/" ? "" : path
  }

  static let sessionPath = "/api/v1/ws"
  static let publishPath = "/api/v1/events"

  /// The Host header's value.
  var authority: String {
    switch place {
    case .unixSocket: "localhost"
    case .host(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
  }
}
