import Foundation
import RouterCore

/// Reading a folder blocks, so it is done on a thread of its own, not on one of those that everything else shares.
actor Folder {
  struct File: Sendable, Equatable {
    let name: String
    let size: Int
  }

  private let path: String
  private let executor = BlockingExecutor(label: "inbox")
  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  init(path: String) { self.path = path }

  /// The files in it, by name.
  func files() throws -> [File] {
    let keys: Set<URLResourceKey> = [.isRegularFileKey, .fileSizeKey]
    return try FileManager.default
      .contentsOfDirectory(at: URL(filePath: path), includingPropertiesForKeys: Array(keys), options: .skipsHiddenFiles)
      .compactMap { url in
        // One that has gone meanwhile is none.
        guard let values = try? url.resourceValues(forKeys: keys), values.isRegularFile == true else { return nil }
        return File(name: url.lastPathComponent, size: values.fileSize ?? 0)
      }
      .sorted { $0.name < $1.name }
  }
}
