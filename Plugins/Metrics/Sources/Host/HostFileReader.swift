import Glibc

/// The files of this machine. What lies in /proc and /sys is memory, not a disk: reading it does not wait.
struct HostFileReader: HostFiles {
  /// Longer than any file that is read: /proc/stat has a number for each interrupt of each core.
  private static let limit = 1 << 20

  func text(of path: String) -> String? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 16 << 10)
    while bytes.count < Self.limit {
      let count = read(descriptor, &chunk, chunk.count)
      guard count > 0 else { return count == 0 ? String(decoding: bytes, as: UTF8.self) : nil }
      bytes += chunk.prefix(count)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  func entryCount(of folder: String) -> Int? {
    guard let directory = opendir(folder) else { return nil }
    defer { closedir(directory) }
    var count = 0
    while readdir(directory) != nil { count += 1 }
    // `.` and `..`
    return max(count - 2, 0)
  }

  func space(at mountPoint: String) -> DiskSpace? {
    var status = statvfs()
    guard statvfs(mountPoint, &status) == 0 else { return nil }
    let (unit, blocks) = (UInt64(status.f_frsize), UInt64(status.f_blocks))
    let (free, available) = (UInt64(status.f_bfree), UInt64(status.f_bavail))
    return DiskSpace(
      total: blocks &* unit, free: available &* unit, used: (blocks > free ? blocks - free : 0) &* unit)
  }
}
