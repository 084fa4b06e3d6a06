import NIOCore

/// Local addresses for many connections to one loopback address: an address has some 28,000 ports for them.
struct SourceAddresses: Sendable {
  static let connectionsPerAddress = 20_000

  private let addresses: [SocketAddress]

  init(for clients: Int, to server: SocketAddress) {
    let count = (clients + Self.connectionsPerAddress - 1) / Self.connectionsPerAddress
    guard count > 1, case .v4 = server, server.ipAddress?.hasPrefix("127.") == true else {
      addresses = []
      return
    }
    addresses = (0..<min(count, 250)).compactMap { try? SocketAddress(ipAddress: "127.0.0.\($0 + 2)", port: 0) }
  }

  /// Nil where the system is to choose.
  func address(of client: Int) -> SocketAddress? { addresses.isEmpty ? nil : addresses[client % addresses.count] }
}
