import Glibc

/// A folder that is gone, with everything in it, when the value is.
package final class TemporaryFolder: Sendable {
  package let path: String

  package init() throws {
    var template = Array("/tmp/junctor-test-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw TemporaryFolderError(errno: errno) }
    path = template.withUnsafeBufferPointer { buffer in
      String(decoding: buffer.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
  }

  deinit { Self.remove(path) }

  /// A path below the folder.
  package func path(_ relative: String) -> String { "\(path)/\(relative)" }

  /// Names of the entries of the folder or of one below it, sorted.
  package func names(in relative: String = ".") -> [String] { Self.names(in: path(relative)).sorted() }

  private static func names(in path: String) -> [String] {
    guard let directory = opendir(path) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names
  }

  /// Removes a file or a whole folder; never follows a link.
  package static func remove(_ path: String) {
    guard unlink(path) != 0 else { return }
    for name in names(in: path) { remove("\(path)/\(name)") }
    rmdir(path)
  }
}

package struct TemporaryFolderError: Error {
  package let errno: Int32
}
