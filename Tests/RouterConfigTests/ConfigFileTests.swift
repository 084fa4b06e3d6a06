import ConfigSchema
import Foundation
import RouterConfig
import TestSupport
import Testing

struct ConfigFileTests {
  private func messages(_ path: String) -> String {
    let file = ConfigFile.load(path)
    return DiagnosticText(file.source).render(file.diagnostics)
  }

  @Test func `A file is read with the paths in it relative to its folder`() throws {
    let folder = try TemporaryFolder()
    try "server: { listen: '${file:listen.txt}' }".write(
      toFile: folder.path("a.yaml"), atomically: true, encoding: .utf8)
    try "localhost\n".write(toFile: folder.path("listen.txt"), atomically: true, encoding: .utf8)
    let file = ConfigFile.load(folder.path("a.yaml"))
    #expect(file.diagnostics.all == [])
    #expect(file.root?["server"]?["listen"]?.scalar?.text == "localhost")
  }

  @Test func `The environment is that of the process`() throws {
    let folder = try TemporaryFolder()
    try "a: ${env:PATH}".write(toFile: folder.path("a.yaml"), atomically: true, encoding: .utf8)
    let path = ProcessInfo.processInfo.environment["PATH"]
    #expect(ConfigFile.load(folder.path("a.yaml")).root?["a"]?.scalar?.text == path)
  }

  @Test func `A missing file gives the system's reason`() {
    #expect(
      messages("/nowhere/junctor.yaml")
        == "/nowhere/junctor.yaml:1:1: error: cannot read the config: No such file or directory\n\n1 error\n")
  }

  @Test func `A directory gives the system's reason`() {
    #expect(messages("/tmp") == "/tmp:1:1: error: cannot read the config: Is a directory\n\n1 error\n")
  }

  @Test(.enabled(if: getuid() != 0, "root may read everything"))
  func `A file without permission gives the system's reason`() throws {
    let folder = try TemporaryFolder()
    try "a: 1".write(toFile: folder.path("a.yaml"), atomically: true, encoding: .utf8)
    chmod(folder.path("a.yaml"), 0)
    #expect(messages(folder.path("a.yaml")).contains("cannot read the config: Permission denied"))
  }

  @Test func `A file of 10 MB is refused without being parsed`() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("big.yaml")
    try Data(repeating: UInt8(ascii: "a"), count: 10_000_000).write(to: URL(filePath: path))
    #expect(
      messages(path) == "\(path):1:1: error: cannot read the config: it is larger than the limit of 1MiB\n\n1 error\n")
  }

  @Test func `A file without end is refused too`() {
    #expect(messages("/dev/zero").contains("larger than the limit of 1MiB"))
  }

  @Test func `A file of exactly 1 MiB is read`() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("full.yaml")
    try ("a: 1 #" + String(repeating: "x", count: (1 << 20) - 6)).write(toFile: path, atomically: true, encoding: .utf8)
    #expect(messages(path) == "")
  }
}
