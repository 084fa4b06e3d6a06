import Glibc

/// What is known of a file without opening it.
struct FileStatus: Equatable {
  let path: String
  /// The beginning of the file.
  let identity: TailPosition
  let modified: Int
  let isRegular: Bool

  /// Nil when there is no such file.
  init?(_ path: String) throws(FileFailure) {
    var status = stat()
    guard stat(path, &status) == 0 else {
      if errno == ENOENT { return nil }
      throw FileFailure("look at", path)
    }
    self.init(path, status)
  }

  init(_ path: String, _ status: stat) {
    self.path = path
    identity = TailPosition(device: UInt64(status.st_dev), inode: UInt64(status.st_ino), offset: 0, print: 0)
    modified = status.st_mtim.tv_sec &* 1_000_000_000 &+ status.st_mtim.tv_nsec
    isRegular = status.st_mode & S_IFMT == S_IFREG
  }
}
