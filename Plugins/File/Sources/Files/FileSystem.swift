/// What the sink needs of the operating system, so that tests can let a disk be full.
protocol FileSystem: Sendable {
  /// Opens for reading and appending, creates what is missing, and locks the file against other writers.
  func open(_ path: String, mode: FileMode) throws(FileFailure) -> OpenFile
  func close(_ file: OpenFile)
  /// Returns how much was written, which can be less than all.
  func write(_ bytes: ArraySlice<UInt8>, to file: OpenFile) throws(FileFailure) -> Int
  /// Returns the bytes in the range, fewer at the end of the file.
  func read(_ range: Range<Int>, of file: OpenFile) throws(FileFailure) -> [UInt8]
  func truncate(_ file: OpenFile, to size: Int) throws(FileFailure)
  func sync(_ file: OpenFile) throws(FileFailure)

  func status(of file: OpenFile) throws(FileFailure) -> FileStatus
  /// Nil when there is no such file.
  func status(at path: String) throws(FileFailure) -> FileStatus?
  func rename(_ path: String, to target: String) throws(FileFailure)
  func remove(_ path: String) throws(FileFailure)
  func names(in folder: String) throws(FileFailure) -> [String]
  func syncFolder(_ folder: String) throws(FileFailure)
}

/// A descriptor, and the path it was opened by.
struct OpenFile: Sendable, Equatable {
  let descriptor: Int32
  let path: String
}

struct FileStatus: Sendable, Equatable {
  /// The same file has the same identity, whatever its name is.
  struct Identity: Sendable, Equatable {
    let device: UInt64
    let inode: UInt64
  }

  let identity: Identity
  let size: Int
  /// Names that the file has; 0 when it was removed.
  let links: Int
  /// In microseconds since 1970.
  let modified: Int64
  let isRegular: Bool
}
