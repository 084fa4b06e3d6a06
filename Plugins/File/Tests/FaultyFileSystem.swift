import Glibc
import Synchronization

@testable import FilePlugin

/// The real file system, with the faults that a test lines up or draws.
final class FaultyFileSystem: FileSystem {
  enum Operation: String, CaseIterable {
    case open, write, sync, truncate, rename, list
  }

  enum Fault: Equatable {
    case fail(Int32)
    /// For writes: only so many bytes are taken.
    case short(Int)
  }

  private struct State {
    var next: [Operation: [Fault?]] = [:]
    var always: [Operation: Fault] = [:]
    var draw: (@Sendable (Operation) -> Fault?)?
    var calls: [Operation: Int] = [:]
  }

  private let host = HostFileSystem()
  private let state = Mutex(State())

  /// Given in order to the next calls; nil lets a call pass.
  func line(up faults: Fault?..., for operation: Operation) {
    state.withLock { $0.next[operation, default: []] += faults }
  }
  func breakDown(_ operation: Operation, _ code: Int32) { state.withLock { $0.always[operation] = .fail(code) } }
  func draw(_ draw: (@Sendable (Operation) -> Fault?)?) { state.withLock { $0.draw = draw } }
  func calls(of operation: Operation) -> Int { state.withLock { $0.calls[operation] ?? 0 } }

  func repair() {
    state.withLock { state in
      state.next = [:]
      state.always = [:]
      state.draw = nil
    }
  }

  private func fault(for operation: Operation) -> Fault? {
    state.withLock { state in
      state.calls[operation, default: 0] += 1
      if let fault = state.always[operation] { return fault }
      if state.next[operation]?.isEmpty == false { return state.next[operation]?.removeFirst() }
      return state.draw?(operation)
    }
  }

  private func check(_ operation: Operation, _ path: String) throws(FileFailure) {
    if case .fail(let code) = fault(for: operation) { throw FileFailure(operation.rawValue, path, code: code) }
  }
}

extension FaultyFileSystem {
  func open(_ path: String, mode: FileMode) throws(FileFailure) -> OpenFile {
    try check(.open, path)
    return try host.open(path, mode: mode)
  }

  func close(_ file: OpenFile) { host.close(file) }

  func write(_ bytes: ArraySlice<UInt8>, to file: OpenFile) throws(FileFailure) -> Int {
    switch fault(for: .write) {
    case nil: try host.write(bytes, to: file)
    case .short(let count): try host.write(bytes.prefix(max(count, 1)), to: file)
    case .fail(let code): throw FileFailure("write", file.path, code: code)
    }
  }

  func read(_ range: Range<Int>, of file: OpenFile) throws(FileFailure) -> [UInt8] { try host.read(range, of: file) }

  func truncate(_ file: OpenFile, to size: Int) throws(FileFailure) {
    try check(.truncate, file.path)
    try host.truncate(file, to: size)
  }

  func sync(_ file: OpenFile) throws(FileFailure) {
    try check(.sync, file.path)
    try host.sync(file)
  }

  func status(of file: OpenFile) throws(FileFailure) -> FileStatus { try host.status(of: file) }
  func status(at path: String) throws(FileFailure) -> FileStatus? { try host.status(at: path) }

  func rename(_ path: String, to target: String) throws(FileFailure) {
    try check(.rename, path)
    try host.rename(path, to: target)
  }

  func remove(_ path: String) throws(FileFailure) { try host.remove(path) }

  func names(in folder: String) throws(FileFailure) -> [String] {
    try check(.list, folder)
    return try host.names(in: folder)
  }

  func syncFolder(_ folder: String) throws(FileFailure) { try host.syncFolder(folder) }
}
