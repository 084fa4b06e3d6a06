import Glibc
import TestSupport
import Testing

@testable import RouterGateway

struct SecretFileTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func load(_ name: String, makesMissing: Bool = false) throws -> [UInt8]? {
    var key = KeyConfig()
    key.secretFile = folder.path(name)
    var config = AuthConfig()
    config.keys = [key]
    return try SecretFile.load(config, makesMissing: makesMissing)[folder.path(name)]
  }

  private func write(_ text: String, mode: mode_t) {
    let file = open(folder.path("secret"), O_WRONLY | O_CREAT, mode)
    _ = Glibc.write(file, text, text.utf8.count)
    close(file)
  }

  private func failure(_ name: String = "secret") -> String? {
    do {
      _ = try load(name)
      return nil
    } catch {
      return "\(error)"
    }
  }

  @Test func `A missing file is made where that is allowed, for its owner only`() throws {
    let made = try #require(try load("data/secret", makesMissing: true))
    #expect(made.count >= 32)
    var status = stat()
    #expect(stat(folder.path("data/secret"), &status) == 0 && status.st_mode & 0o777 == 0o600)
    #expect(try load("data/secret", makesMissing: true) == made)
    #expect(try load("data/secret") == made)
  }

  @Test func `A missing file is an error elsewhere`() {
    #expect(failure("nowhere") == "cannot read the secret file '\(folder.path("nowhere"))': there is no such file")
  }

  @Test(arguments: [0o640, 0o604, 0o660] as [mode_t])
  func `A file that others can read is refused`(_ mode: mode_t) {
    write(String(repeating: "x", count: 40), mode: mode)
    chmod(folder.path("secret"), mode)
    #expect(failure() == "the secret file '\(folder.path("secret"))' can be read by others: run chmod 600 on it")
  }

  @Test(arguments: [(0o600 as mode_t, false), (0o644, true)])
  func `A link is followed: the file's own mode counts`(_ mode: mode_t, _ isRefused: Bool) {
    write(String(repeating: "x", count: 40), mode: 0o600)
    chmod(folder.path("secret"), mode)
    symlink(folder.path("secret"), folder.path("link"))
    #expect(failure("link")?.contains("can be read by others") ?? false == isRefused)
  }

  @Test(arguments: [(31, "fewer than 32"), (5000, "more than 4096")])
  func `Secrets have a length`(_ count: Int, _ text: String) {
    write(String(repeating: "x", count: count), mode: 0o600)
    #expect(failure()?.contains(text) == true)
  }

  @Test func `Line ends behind the secret do not count`() throws {
    write(String(repeating: "x", count: 32) + "\n\n", mode: 0o600)
    #expect(try load("secret")?.count == 32)
  }
}
