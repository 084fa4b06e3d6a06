import Glibc

/// A file that only takes room: on a disk that others have filled it is given up, so that the log can still be opened. Until
/// there is room again publishers then get 503, and readers get what is there.
struct DiskReserve: Sendable {
  /// What opening a log writes, and SQLite's shared memory.
  private static let size: off_t = 512 << 10

  private let path: String

  init(database: String) { path = database + ".reserve" }

  /// Makes it if it is not there and there is room.
  func make() {
    guard access(path, F_OK) != 0 else { return }
    let file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o640)
    guard file >= 0 else { return }
    let isMade = posix_fallocate(file, 0, Self.size) == 0
    close(file)
    if !isMade { unlink(path) }
  }

  /// - Returns: false when there was nothing to give up.
  func giveUp() -> Bool { unlink(path) == 0 }
}
