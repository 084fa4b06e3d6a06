import ConfigSchema

/// Where to listen: `host:port`, `[ipv6]:port`; port 0 takes any free one.
package struct ListenAddress: Sendable, Hashable {
  package let host: String
  package let port: Int

  package init(host: String, port: Int) {
    self.host = host
    self.port = port
  }

  package init?(parsing text: String) {
    guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else { return nil }
    var host = text[..<colon]
    if host.hasPrefix("["), host.hasSuffix("]") {
      host = host.dropFirst().dropLast()
    } else if host.contains(":") {
      return nil
    }
    guard !host.isEmpty else { return nil }
    self.init(host: String(host), port: Int(port))
  }

  package var isLoopback: Bool { host == "localhost" || host == "::1" || host.hasPrefix("127.") }
}

extension ListenAddress: ConfigValue {
  package static var shape: ConfigShape {
    .formatted(name: "listen address", pattern: #"^.+:[0-9]{1,5}$"#, example: "127.0.0.1:8000")
  }
  package var configText: String? { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

  package static func decode(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> ListenAddress? {
    node.scalar.flatMap { ListenAddress(parsing: $0.text) } ?? mismatch(node, &diagnostics)
  }
}
