import Foundation
import Logging
import TestSupport
import Testing

@testable import RouterGateway

@Suite(.timeLimit(.minutes(1)))
struct WatchedCredentialsTests {
  private struct Watch {
    let folder: TemporaryFolder
    let time = VirtualTime()
    let logs = LogRecorder()
    let credentials: WatchedCredentials

    init(_ certificate: TestCertificate) throws {
      folder = try TemporaryFolder()
      let paths = try certificate.write(to: folder)
      let logs = logs
      credentials = try WatchedCredentials(
        TLSConfig(certificate: paths.certificate, key: paths.key), time: time,
        logger: Logger(label: "test") { _ in logs })
    }

    static func running(_ certificate: TestCertificate, _ body: (Watch) async throws -> Void) async throws {
      let watch = try Watch(certificate)
      let watching = Task { await watch.credentials.watch() }
      let result = await Result { try await body(watch) }
      watching.cancel()
      await watching.value
      try result.get()
    }

    /// Returns when so many checks have been made.
    func pass(checks: Int = 1) async { await time.advance(by: WatchedCredentials.checkEvery, times: checks) }
  }

  @Test func `Files that stay as they are change nothing`() async throws {
    let certificate = try TestCertificate()
    try await Watch.running(certificate) { watch in
      let first = watch.credentials.context
      await watch.pass(checks: 3)
      try certificate.write(to: watch.folder)
      await watch.pass()
      #expect(watch.credentials.context === first)
      #expect(watch.logs.lines == [])
    }
  }

  @Test func `A new pair is taken at the next check`() async throws {
    try await Watch.running(try TestCertificate()) { watch in
      let first = watch.credentials.context
      try TestCertificate().write(to: watch.folder)
      #expect(watch.credentials.context === first)
      await watch.pass()
      #expect(watch.credentials.context !== first)
      #expect(watch.logs.lines.map { $0.prefix(26) } == ["notice new TLS certificate"])
    }
  }

  @Test func `A pair that cannot be used is told once, and the old one stays until it is right`() async throws {
    try await Watch.running(try TestCertificate()) { watch in
      let first = watch.credentials.context
      let second = try TestCertificate()
      // Only half of it is there yet.
      try second.certificate.write(toFile: watch.folder.path("tls.pem"), atomically: true, encoding: .utf8)
      await watch.pass(checks: 3)
      #expect(watch.credentials.context === first)
      #expect(watch.logs.lines.count == 1)
      #expect(watch.logs.lines.first?.contains("tls-key.pem' does not belong to") == true)
      TemporaryFolder.remove(watch.folder.path("tls.pem"))
      await watch.pass(checks: 2)
      #expect(watch.logs.lines.count == 2)
      #expect(watch.logs.lines.last?.contains("No such file or directory") == true)
      try second.write(to: watch.folder)
      await watch.pass()
      #expect(watch.credentials.context !== first)
      #expect(watch.logs.lines.count == 3)
    }
  }

  @Test func `An expired certificate is warned of`() async throws {
    try await Watch.running(try TestCertificate(isExpired: true)) { watch in
      #expect(watch.logs.lines.map { $0.prefix(40) } == ["warning the TLS certificate has expired "])
    }
  }
}
