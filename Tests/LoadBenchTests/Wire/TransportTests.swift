import NIOCore
import TestSupport
import Testing

@testable import LoadBench

struct TransportTests {
  private func failure(_ url: String, trusting certificates: String? = nil) throws -> BenchFailure? {
    let url = try #require(ServerURL(parsing: url, scheme: "ws"))
    return #expect(throws: BenchFailure.self) { try Transport(to: url, trusting: certificates) }
  }

  @Test func `A path that no socket can have is told`() throws {
    let path = "unix:/" + String(repeating: "x", count: 200)
    #expect(try failure(path) == .unreachable(path, reason: "the address cannot be resolved"))
  }

  @Test func `A file without certificates is told, where certificates are needed`() throws {
    let path = try TemporaryFolder().path("missing.pem")
    let found = try failure("wss://127.0.0.1:1", trusting: path)
    #expect(found?.description.hasPrefix("no certificates can be read from \(path): ") == true)
    let plain = try #require(ServerURL(parsing: "ws://127.0.0.1:1", scheme: "ws"))
    #expect(throws: Never.self) { try Transport(to: plain, trusting: path) }
  }
}
