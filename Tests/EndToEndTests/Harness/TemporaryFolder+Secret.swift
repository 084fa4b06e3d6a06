import Foundation
import TestSupport

extension TemporaryFolder {
  static let secret = "a secret of at least thirty-two bytes"

  /// A folder with the secret file that sample configs name.
  static func withSecret() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    let files = FileManager.default
    try files.createDirectory(atPath: folder.path("data"), withIntermediateDirectories: true)
    try Data(secret.utf8).write(to: URL(fileURLWithPath: folder.path("data/secret")))
    try files.setAttributes([.posixPermissions: 0o600], ofItemAtPath: folder.path("data/secret"))
    return folder
  }
}
