import Glibc

/// A file that is open for reading, whatever its name is by now.
final class OpenFile {
  let path: String
  private let descriptor: Int32
  /// The file itself; its offset and print are those of the beginning.
  let identity: TailPosition

  /// Nil when there is no such file.
  /// - Throws: also for what is no regular file.
  init?(_ path: String) throws(FileFailure) {
    // A FIFO without a writer would hold the thread.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      if errno == ENOENT { return nil }
      throw FileFailure("open", path)
    }
    var status = stat()
    guard fstat(descriptor, &status) == 0, FileStatus(path, status).isRegular else {
      close(descriptor)
      throw FileFailure("read anything but a regular file at", path, code: EINVAL)
    }
    (self.path, self.descriptor) = (path, descriptor)
    identity = FileStatus(path, status).identity
  }

  deinit { close(descriptor) }

  var size: Int {
    get throws(FileFailure) {
      var status = stat()
      guard fstat(descriptor, &status) == 0 else { throw FileFailure("look at", path) }
      return Int(status.st_size)
    }
  }

  /// Up to `count` bytes from a place; none at the end.
  func read(_ count: Int, at offset: Int) throws(FileFailure) -> [UInt8] {
    var failure: Int32?
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      let result = pread(descriptor, buffer.baseAddress, count, off_t(offset))
      if result < 0 { failure = errno }
      filled = max(result, 0)
    }
    if let failure { throw FileFailure("read", path, code: failure) }
    return bytes
  }

  /// Behind the last line break: where a line begins that somebody may just be writing. Not further back than `limit` bytes.
  func lastLine(limit: Int) throws(FileFailure) -> Int {
    let size = try size
    var end = size
    while end > max(size - limit, 0) {
      let start = max(end - (64 << 10), size - limit, 0)
      let bytes = try read(end - start, at: start)
      if let index = bytes.lastIndex(of: UInt8(ascii: "\n")) { return start + index + 1 }
      end = start
    }
    return end
  }

  /// The position at a place of this file.
  func position(at offset: Int) throws(FileFailure) -> TailPosition {
    var position = identity
    position.offset = offset
    let length = min(offset, TailPosition.printLength)
    if length > 0 { position.print = TailPosition.print(try read(length, at: offset - length)) }
    return position
  }

  /// Whether what stands before a place is what was read there: not for a file that was cut off and filled anew.
  func holds(_ position: TailPosition) throws(FileFailure) -> Bool {
    guard try size >= position.offset else { return false }
    return try self.position(at: position.offset).print == position.print
  }
}
