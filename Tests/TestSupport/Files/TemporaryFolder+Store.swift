import Foundation

extension TemporaryFolder {
  /// A store's file as it is now, under another name: the process that has it open keeps others away.
  package func copyStore(_ name: String, to other: String) throws {
    for suffix in ["", "-wal"] where FileManager.default.fileExists(atPath: path(name + suffix)) {
      try FileManager.default.copyItem(atPath: path(name + suffix), toPath: path(other + suffix))
    }
  }
}
