import Glibc

/// A file and those that had its name before: renamed, or copied before the file was cut off.
struct Generations {
  /// What follows a file that has come to its end.
  struct Successor: Equatable {
    let file: FileStatus
    /// Whether the file before is not where rotated files are, so that others may have come between.
    let isUncertain: Bool
  }

  /// How often the folder is looked at until it holds still.
  private static let looks = 4

  let path: String

  /// The file in which a position lies: the one that it was taken of, else a copy of it. Nil when there is none any more.
  func find(_ position: TailPosition) throws(FileFailure) -> OpenFile? {
    let files = try all()
    for status in files where status.identity.isSameFile(as: position) {
      if let file = try open(status), try file.holds(position) { return file }
    }
    // Nothing before the place tells nothing.
    guard position.offset > 0 else { return nil }
    for status in files.reversed() where !status.identity.isSameFile(as: position) {
      if let file = try open(status), try file.holds(position) { return file }
    }
    return nil
  }

  /// The file behind one that has come to its end: the next to have got the name. Nil when that is not there (yet).
  func next(after file: OpenFile) throws(FileFailure) -> Successor? {
    // Nearly always: the file has its name still.
    if let current = try FileStatus(path), current.identity == file.identity { return nil }
    let files = try all()
    guard let index = files.firstIndex(where: { $0.identity == file.identity }) else {
      return files.last.flatMap { $0.path == path ? Successor(file: $0, isUncertain: true) : nil }
    }
    return index + 1 < files.count ? Successor(file: files[index + 1], isUncertain: false) : nil
  }

  /// Nil if another file has got the name meanwhile.
  func open(_ status: FileStatus) throws(FileFailure) -> OpenFile? {
    do throws(FileFailure) {
      guard let file = try OpenFile(status.path), file.identity == status.identity else { return nil }
      return file
    } catch {
      // A former one that cannot be opened is none of ours.
      if status.path == path { throw error }
      return nil
    }
  }

  /// Those that had the name, oldest first, then the one that has it.
  private func all() throws(FileFailure) -> [FileStatus] {
    var files = try listing()
    // Between the name and the look at its file somebody may have renamed it.
    for _ in 1..<Self.looks {
      let again = try listing()
      if again.map(\.identity) == files.map(\.identity) { break }
      files = again
    }
    return files
  }

  private func listing() throws(FileFailure) -> [FileStatus] {
    var files = former()
    if let current = try FileStatus(path) {
      files.removeAll { $0.identity == current.identity }
      files.append(current)
    }
    return files
  }

  private func former() -> [FileStatus] {
    let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
    let folder = slash.map { String(path[...$0]) } ?? "./"
    let name = slash.map { String(path[path.index(after: $0)...]) } ?? path
    guard let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var files: [(mark: RotationMark, status: FileStatus)] = []
    while let entry = readdir(directory) {
      let other = withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      guard let mark = RotationMark(other, beside: name), let status = try? FileStatus(folder + other), status.isRegular
      else { continue }
      files.append((mark, status))
    }
    return files.sorted { ($0.mark, $0.status.modified) < ($1.mark, $1.status.modified) }.map(\.status)
  }
}
