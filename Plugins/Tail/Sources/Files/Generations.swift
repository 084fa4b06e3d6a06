import Glibc

/// A file and those that had its name before: renamed, or copied before the file was cut off.
struct Generations {
  /// Names of compressed files, which cannot be read on.
  private static let packed = [".gz", ".xz", ".bz2", ".zst", ".zip"]

  let path: String

  /// Those that had the name, oldest first, then the one that has it.
  func all() throws(FileFailure) -> [OpenFile] {
    var files = try former().sorted { $0.modified < $1.modified }
    if let current = try OpenFile(path) {
      files.removeAll { $0.identity == current.identity }
      files.append(current)
    }
    return files
  }

  /// The file in which a position lies: the one that it was taken of, else a copy of it. Nil when there is none any more.
  func find(_ position: TailPosition) throws(FileFailure) -> OpenFile? {
    var copy: OpenFile?
    for file in try all() where try file.holds(position) {
      if file.identity.isSameFile(as: position) { return file }
      // Nothing before the place tells nothing.
      if position.offset > 0 { copy = file }
    }
    return copy
  }

  /// The file behind one that has come to its end: the next to have got the name. Nil when that is not there (yet).
  func next(after file: OpenFile) throws(FileFailure) -> OpenFile? {
    let files = try all()
    guard let index = files.firstIndex(where: { $0.identity == file.identity }) else {
      return files.last { $0.path == path }
    }
    return index + 1 < files.count ? files[index + 1] : nil
  }

  private func former() throws(FileFailure) -> [OpenFile] {
    let slash = path.lastIndex(of: "/")
    let folder = slash.map { String(path[...$0]) } ?? "./"
    let name = slash.map { String(path[path.index(after: $0)...]) } ?? path
    guard let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var files: [OpenFile] = []
    while let entry = readdir(directory) {
      let other = withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      guard other.hasPrefix(name), let mark = other.dropFirst(name.count).first, mark == "." || mark == "-",
        !Self.packed.contains(where: other.hasSuffix)
      else { continue }
      // One that cannot be opened is none of ours.
      if let file = try? OpenFile(folder + other) { files.append(file) }
    }
    return files
  }
}
