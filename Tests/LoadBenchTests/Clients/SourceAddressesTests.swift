import NIOCore
import Testing

@testable import LoadBench

struct SourceAddressesTests {
  private func sources(_ clients: Int, to address: String) throws -> Set<String> {
    let sources = SourceAddresses(for: clients, to: try SocketAddress(ipAddress: address, port: 80))
    return Set((0..<min(clients, 1000)).compactMap { sources.address(of: $0)?.ipAddress })
  }

  @Test func `More clients than an address has ports come from several, where that is possible`() throws {
    #expect(try sources(20_000, to: "127.0.0.1").isEmpty)
    #expect(try sources(20_001, to: "127.0.0.1") == ["127.0.0.2", "127.0.0.3"])
    #expect(try sources(60_001, to: "127.0.0.1").count == 4)
    #expect(try sources(60_001, to: "192.0.2.1").isEmpty)
    #expect(try sources(60_001, to: "::1").isEmpty)
  }
}
