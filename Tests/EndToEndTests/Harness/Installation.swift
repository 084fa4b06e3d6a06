import Foundation

/// Where things are: the program under test, the repository, the foreign programs.
enum Installation {
  /// `junctor`, which is built beside the tests; `JUNCTOR_BINARY` names another one.
  static let junctor = variable("JUNCTOR_BINARY") ?? "\(buildFolder)/junctor"

  /// Debian's, for which the clients' libraries are installed; `JUNCTOR_PYTHON` names another one.
  static let python = variable("JUNCTOR_PYTHON") ?? "/usr/bin/python3"
  static let node = variable("JUNCTOR_NODE") ?? "node"
  static let nodePath = variable("NODE_PATH") ?? "/usr/share/nodejs"

  /// Debian's package `prometheus` has it, but starts a server when it is installed: nobody has to have it. `JUNCTOR_PROMTOOL`
  /// names another one.
  static let promtool = [variable("JUNCTOR_PROMTOOL") ?? "/usr/bin/promtool"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  /// The folder of `Package.swift`.
  static let repository = ancestor(4, of: URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().path)

  static func client(_ script: String) -> String { "\(repository)/Tests/EndToEndTests/Clients/\(script)" }

  static func text(_ path: String) throws -> String {
    try String(contentsOfFile: "\(repository)/\(path)", encoding: .utf8)
  }

  /// Where the running tests are, be it the debug or the release build.
  private static let buildFolder: String = {
    let executable = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    return ancestor(1, of: executable ?? CommandLine.arguments[0])
  }()

  private static func variable(_ name: String) -> String? { ProcessInfo.processInfo.environment[name] }

  private static func ancestor(_ levels: Int, of path: String) -> String {
    (0..<levels).reduce(URL(fileURLWithPath: path)) { url, _ in url.deletingLastPathComponent() }.path
  }
}
