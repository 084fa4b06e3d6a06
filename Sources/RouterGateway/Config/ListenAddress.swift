import ConfigSchema

/// Where to listen: `host:port` or `[ipv6]:port`, where port 0 takes any free one; `unix:path` for a socket file, relative
/// to the working directory.
package enum ListenAddress: Sendable, Hashable {
  case tcp(host: String, port: Int)
  case unix(path: String)

  private static let unixPrefix = "unix:"
  /// `sun_path` of unix(7), without the NUL at its end.
  private static let maxPathLength = 107

  package init?(parsing text: String) {
    if text.hasPrefix(Self.unixPrefix) {
      let path = text.dropFirst(Self.unixPrefix.count)
      guard (1...Self.maxPathLength).contains(path.utf8.count), !path.utf8.contains(0) else { return nil }
      self = .unix(path: String(path))
      return
    }
    guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else { return nil }
    var host = text[..<colon]
    if host.hasPrefix("["), host.hasSuffix("]") {
      host = host.dropFirst().dropLast()
    } else if host.contains(":") {
      return nil
    }
    guard !host.isEmpty else { return nil }
    self = .tcp(host: String(host), port: Int(port))
  }

  /// Whether only this machine can reach it.
  package var isLocal: Bool {
    switch self {
    case .tcp(let host, _): Loopback.isHost(host)
    case .unix: true
    }
  }

  /// Whether both cannot be listened on at once, as far as their texts tell.
  package func collides(with other: ListenAddress) -> Bool {
    switch (self, other) {
    // Any free port is another one each time.
    case (.tcp(let host, let port), .tcp(let otherHost, let otherPort)):
      port != 0 && port == otherPort && host.lowercased() == otherHost.lowercased()
    case (.unix(let path), .unix(let otherPath)): path == otherPath
    case (.tcp, .unix), (.unix, .tcp): false
    }
  }
}

extension ListenAddress: CustomStringConvertible {
  /// As it is written in a config.
  package var description: String {
    switch self {
    case .tcp(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    case .unix(let path): Self.unixPrefix + path
    }
  }
}

extension ListenAddress: ConfigValue {
  package static var shape: ConfigShape {
    .formatted(name: "listen address", pattern: #"^(unix:.+|.+:[0-9]{1,5})$"#, example: "127.0.0.1:8000")
  }
  package var configText: String? { description }

  package static func decode(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> ListenAddress? {
    let help = "host:port, [ipv6]:port, or unix:path with at most \(maxPathLength) bytes of path"
    return node.scalar.flatMap { ListenAddress(parsing: $0.text) } ?? mismatch(node, &diagnostics, help: help)
  }
}
