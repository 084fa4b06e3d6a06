import Glibc

/// The operating system's files. Calls are repeated when a signal interrupts them.
struct HostFileSystem: FileSystem {
  private static let folderMode: mode_t = 0o750

  // MARK: Open files

  func open(_ path: String, mode: FileMode) throws(FileFailure) -> OpenFile {
    let file = OpenFile(descriptor: try descriptor(of: path, mode), path: path)
    do throws(FileFailure) {
      guard try status(of: file).isRegular else { throw FileFailure("use", path, reason: "it is no regular file") }
      try lock(file)
      return file
    } catch {
      close(file)
      throw error
    }
  }

  func close(_ file: OpenFile) { _ = Glibc.close(file.descriptor) }

  func write(_ bytes: ArraySlice<UInt8>, to file: OpenFile) throws(FileFailure) -> Int {
    try check("write", file.path) {
      bytes.withUnsafeBytes { Glibc.write(file.descriptor, $0.baseAddress, $0.count) }
    }
  }

  func read(_ range: Range<Int>, of file: OpenFile) throws(FileFailure) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: range.count)
    let count = try check("read", file.path) {
      bytes.withUnsafeMutableBytes { pread(file.descriptor, $0.baseAddress, $0.count, off_t(range.lowerBound)) }
    }
    return Array(bytes.prefix(count))
  }

  func truncate(_ file: OpenFile, to size: Int) throws(FileFailure) {
    try check("truncate", file.path) { Int(ftruncate(file.descriptor, off_t(size))) }
  }

  func sync(_ file: OpenFile) throws(FileFailure) {
    try check("sync", file.path) { Int(fdatasync(file.descriptor)) }
  }

  // MARK: Names

  func status(of file: OpenFile) throws(FileFailure) -> FileStatus {
    var status = stat()
    try check("look at", file.path) { Int(fstat(file.descriptor, &status)) }
    return FileStatus(status)
  }

  func status(at path: String) throws(FileFailure) -> FileStatus? {
    var status = stat()
    guard stat(path, &status) != 0 else { return FileStatus(status) }
    if [ENOENT, ENOTDIR].contains(errno) { return nil }
    throw FileFailure("look at", path, code: errno)
  }

  func rename(_ path: String, to target: String) throws(FileFailure) {
    try check("rename", path) { Int(Glibc.rename(path, target)) }
  }

  func remove(_ path: String) throws(FileFailure) {
    try check("remove", path) { Int(unlink(path)) }
  }

  func names(in folder: String) throws(FileFailure) -> [String] {
    guard let directory = opendir(folder) else { throw FileFailure("list", folder, code: errno) }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      names.append(
        withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) })
    }
    return names
  }

  func syncFolder(_ folder: String) throws(FileFailure) {
    let descriptor = try check("open", folder) { Int(Glibc.open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)) }
    defer { _ = Glibc.close(Int32(descriptor)) }
    try check("sync", folder) { Int(fsync(Int32(descriptor))) }
  }
}

// MARK: - Opening

extension HostFileSystem {
  private func descriptor(of path: String, _ mode: FileMode) throws(FileFailure) -> Int32 {
    let flags = O_RDWR | O_APPEND | O_CLOEXEC | O_NONBLOCK
    let existing = Glibc.open(path, flags)
    if existing >= 0 { return existing }
    guard errno == ENOENT else { throw FileFailure("open", path, code: errno) }
    try createFolder(path.parentFolder)
    let descriptor = Int32(try check("create", path) { Int(Glibc.open(path, flags | O_CREAT, mode.bits)) })
    // The process's umask has no say in what the config asks for.
    _ = fchmod(descriptor, mode.bits)
    return descriptor
  }

  private func createFolder(_ path: String) throws(FileFailure) {
    if mkdir(path, Self.folderMode) == 0 || errno == EEXIST { return }
    guard errno == ENOENT, path.parentFolder != path else { throw FileFailure("create the folder", path, code: errno) }
    try createFolder(path.parentFolder)
    guard mkdir(path, Self.folderMode) == 0 || errno == EEXIST else {
      throw FileFailure("create the folder", path, code: errno)
    }
  }

  private func lock(_ file: OpenFile) throws(FileFailure) {
    guard flock(file.descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK else { return }
    throw FileFailure("use", file.path, reason: "another sink or process writes to it")
  }
}

// MARK: - Calls

extension HostFileSystem {
  @discardableResult
  private func check(_ action: String, _ path: String, _ call: () -> Int) throws(FileFailure) -> Int {
    while true {
      let result = call()
      if result >= 0 { return result }
      guard errno == EINTR else { throw FileFailure(action, path, code: errno) }
    }
  }
}

extension FileStatus {
  fileprivate init(_ status: stat) {
    identity = Identity(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
    size = Int(status.st_size)
    links = Int(status.st_nlink)
    modified = Int64(status.st_mtim.tv_sec) * 1_000_000 + Int64(status.st_mtim.tv_nsec) / 1000
    isRegular = status.st_mode & S_IFMT == S_IFREG
  }
}

extension String {
  /// `.` for a plain name, `/` for the root.
  var parentFolder: String {
    guard let slash = utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
    return slash == startIndex ? "/" : String(self[..<slash])
  }

  /// Without `.`, `..` and doubled slashes, as far as that can be said without looking at links.
  var normalizedPath: String {
    var parts: [Substring] = []
    for part in split(separator: "/") where part != "." {
      if part == "..", let last = parts.last, last != ".." { parts.removeLast() } else { parts.append(part) }
    }
    return (hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
  }

  var lastPathComponent: String {
    utf8.lastIndex(of: UInt8(ascii: "/")).map { String(self[index(after: $0)...]) } ?? self
  }
}
