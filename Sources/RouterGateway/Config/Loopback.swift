/// Names and addresses by which a machine reaches itself and nobody else.
enum Loopback {
  /// - Parameter host: an IPv6 address with or without its brackets.
  static func isHost(_ host: String) -> Bool {
    ["localhost", "::1", "[::1]"].contains(host.lowercased()) || isIPv4(host)
  }

  /// 127.0.0.0/8 (RFC 1122 §3.2.1.3), and no name that only looks like it, such as `127.example.com`.
  private static func isIPv4(_ host: String) -> Bool {
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts[0] == "127"
      && parts.allSatisfy { $0.utf8.allSatisfy { (0x30...0x39).contains($0) } && UInt8($0) != nil }
  }
}
