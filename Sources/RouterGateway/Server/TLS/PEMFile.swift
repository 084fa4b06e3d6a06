#if canImport(Glibc)
  import Glibc
#endif

/// Reads the files of TLS listeners.
enum PEMFile {
  private static let maxBytes = 1 << 20

  struct Failure: Error {
    /// Completes "the file …".
    let fault: String

    fileprivate static var unreadable: Failure { Failure(fault: "cannot be read: \(String(cString: strerror(errno)))") }
  }

  static func contents(of path: String) throws(Failure) -> [UInt8] {
    // Does not wait for the other end of a pipe that stands where a file should.
    let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard file >= 0 else { throw .unreadable }
    defer { close(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 14)
    while bytes.count <= maxBytes {
      let count = read(file, &chunk, chunk.count)
      guard count >= 0 else { throw .unreadable }
      guard count > 0 else { return bytes }
      bytes += chunk[..<count]
    }
    throw Failure(fault: "is larger than \(maxBytes) bytes")
  }
}
