/// The server behind a URL: what can be named in logs, and what fails or works as one (RFC 6454).
struct Server: Sendable, Hashable {
  static let standardPorts = ["http": 80, "https": 443]

  /// In lower case, as the host is.
  let scheme: String
  /// An IPv6 address stands in brackets.
  let host: String
  let port: Int
}

extension Server: CustomStringConvertible {
  var description: String {
    "\(scheme)://\(host)" + (Self.standardPorts[scheme] == port ? "" : ":\(port)")
  }
}

extension Server {
  /// Whether only this machine is meant.
  var isLocal: Bool { host == "localhost" || host == "[::1]" || host.hasPrefix("127.") }
}
