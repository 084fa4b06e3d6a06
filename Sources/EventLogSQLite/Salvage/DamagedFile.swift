#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A file of which nothing is expected. Read by pread(2), not mapped: a mapped file that is cut or on a failing disk ends
/// the process with SIGBUS.
final class DamagedFile: Sendable {
  /// Bytes.
  let size: Int
  private let descriptor: Int32

  /// What is read alone where a larger piece fails: a sector of today's disks.
  private static let sector = 4096

  init(_ path: String) throws(UnreadableFile) {
    descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw UnreadableFile(path: path, reason: String(cString: strerror(errno))) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw UnreadableFile(path: path, reason: "it is no regular file")
    }
    size = Int(status.st_size)
  }

  deinit { close(descriptor) }

  /// Fills all of the buffer with what the file has at this offset. What it does not have, or what cannot be read, is zero.
  func read(at offset: Int, into buffer: inout [UInt8]) {
    buffer.withUnsafeMutableBytes { read(at: offset, into: $0) }
  }

  private func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) {
    var filled = 0
    while filled < buffer.count {
      let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
      let count = pread(descriptor, rest.baseAddress, rest.count, off_t(offset + filled))
      if count < 0 && errno == EINTR { continue }
      if count < 0 && rest.count > Self.sector { return readPieces(at: offset + filled, into: rest) }
      guard count > 0 else {
        rest.initializeMemory(as: UInt8.self, repeating: 0)
        return
      }
      filled += count
    }
  }

  /// One bad sector must not cost what is beside it.
  private func readPieces(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) {
    for start in stride(from: 0, to: buffer.count, by: Self.sector) {
      let end = min(start + Self.sector, buffer.count)
      read(at: offset + start, into: UnsafeMutableRawBufferPointer(rebasing: buffer[start..<end]))
    }
  }
}

/// A file that cannot be opened.
package struct UnreadableFile: Error, CustomStringConvertible {
  package let path: String
  package let reason: String

  package var description: String { "cannot read \(path): \(reason)" }
}
