import NIOCore
import NIOHTTP1

/// Where a request comes from: the other end of its connection, or what trusted proxies say of it.
struct ClientAddress: Sendable {
  private let trusted: [TrustedProxy]

  init(trusting trusted: [TrustedProxy]) { self.trusted = trusted }

  /// Of `X-Forwarded-For` the last address that no trusted proxy has: everything before it may be the client's invention.
  /// - Returns: nil for a client behind a socket file.
  func client(_ headers: HTTPHeaders, on channel: any Channel) -> NetworkAddress? {
    client(forwardedFor: headers[canonicalForm: "X-Forwarded-For"], peer: NetworkAddress(channel.remoteAddress))
  }

  func client(forwardedFor values: [some StringProtocol], peer: NetworkAddress?) -> NetworkAddress? {
    var client = peer
    for value in values.reversed() {
      guard isTrusted(client), let next = Self.address(value) else { break }
      client = next
    }
    return client
  }

  private func isTrusted(_ address: NetworkAddress?) -> Bool { trusted.contains { $0.contains(address) } }

  /// With or without a port, which some proxies add.
  private static func address(_ text: some StringProtocol) -> NetworkAddress? {
    if let address = NetworkAddress(text) { return address }
    if text.first == "[", let end = text.firstIndex(of: "]") { return NetworkAddress(text[..<end].dropFirst()) }
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    return parts.count == 2 ? NetworkAddress(parts[0]) : nil
  }
}
