/// The server behind a URL: what can be named in logs, and what fails or works as one (RFC 6454).
package struct Server: Sendable, Hashable {
  package static let standardPorts = ["http": 80, "https": 443]

  /// In lower case, as the host is.
  package let scheme: String
  /// An IPv6 address stands in brackets.
  package let host: String
  package let port: Int

  package init(scheme: String, host: String, port: Int) {
    (self.scheme, self.host, self.port) = (scheme, host, port)
  }
}

extension Server: CustomStringConvertible {
  package var description: String {
    "\(scheme)://\(host)" + (Self.standardPorts[scheme] == port ? "" : ":\(port)")
  }
}

extension Server {
  /// Whether only this machine is meant.
  package var isLocal: Bool { host == "localhost" || host == "[::1]" || host.hasPrefix("127.") }
}
