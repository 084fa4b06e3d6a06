#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Reads a whole file, but never more than a limit.
enum BoundedFile {
  /// A directory, a missing file or a refused permission is `.unreadable`. A pipe is read to its end.
  static func contents(of path: String, limit: Int) throws(FileFailure) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .unreadable(reason(errno)) }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    while bytes.count <= limit {
      let chunk = try chunk(of: descriptor, atMost: min(limit + 1 - bytes.count, 1 << 16))
      if chunk.isEmpty { return bytes }
      bytes += chunk
    }
    throw .tooLarge(limit: limit)
  }

  /// Empty at the end of the file.
  private static func chunk(of descriptor: Int32, atMost count: Int) throws(FileFailure) -> [UInt8] {
    var failure: Int32?
    let chunk = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      var length: Int
      repeat { length = read(descriptor, buffer.baseAddress, count) } while length < 0 && errno == EINTR
      failure = length < 0 ? errno : nil
      initialized = max(0, length)
    }
    if let failure { throw .unreadable(reason(failure)) }
    return chunk
  }

  private static func reason(_ code: Int32) -> String { String(cString: strerror(code)) }
}
