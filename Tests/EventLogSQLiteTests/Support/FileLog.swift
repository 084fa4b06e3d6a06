import ConfigSchema
import Glibc
import Logging
import RouterCore
import TestSupport
import Testing

@testable import EventLogSQLite

/// A log in a file, through several lives of the process.
final class FileLog {
  let folder: TemporaryFolder
  let time = VirtualTime()
  private(set) var config: LogConfig
  private(set) var log: LocalLog
  private(set) var stored: StoredLog
  private var lives = 0

  init(_ change: (inout LogConfig) -> Void = { _ in }) async throws {
    folder = try TemporaryFolder()
    var config = LogConfig()
    config.type = .sqlite
    config.fsync = .off
    config.path = folder.path("life0/events.db")
    change(&config)
    self.config = config
    (log, stored) = try await Self.open(config, time)
  }

  private static func open(_ config: LogConfig, _ time: VirtualTime) async throws -> (LocalLog, StoredLog) {
    let opened = try SQLiteLog.open(config, catalogue: .standard, time: time, logger: .quiet)
    let log = LocalLog(config: config, time: time, storage: opened.storage, stored: opened.stored)
    try await log.restore()
    return (log, opened.stored)
  }

  /// The process is killed: what the file has at this moment is all that the next life finds.
  /// - Parameter change: does something to the files before that.
  func crash(_ change: (String) throws -> Void = { _ in }) async throws {
    lives += 1
    let (old, new) = (config.path, folder.path("life\(lives)/events.db"))
    mkdir(folder.path("life\(lives)"), 0o700)
    for suffix in ["", "-wal"] { try Self.copy(old + suffix, to: new + suffix) }
    try change(new)
    config.path = new
    (log, stored) = try await Self.open(config, time)
  }

  /// A stop in order and a new start.
  func restart(_ change: (inout LogConfig) -> Void = { _ in }) async throws {
    log.close()
    await log.shutDown()
    change(&config)
    (log, stored) = try await Self.open(config, time)
  }

  static func copy(_ source: String, to target: String) throws { write(try read(source), to: target) }

  static func write(_ bytes: [UInt8], to path: String) {
    guard let file = fopen(path, "w") else {
      Issue.record("\(path) cannot be written")
      return
    }
    fwrite(bytes, 1, bytes.count, file)
    fclose(file)
  }

  static func read(_ path: String) throws -> [UInt8] {
    guard let file = fopen(path, "r") else { return [] }
    defer { fclose(file) }
    fseek(file, 0, SEEK_END)
    let size = ftell(file)
    rewind(file)
    return [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      count = fread(buffer.baseAddress, 1, size, file)
    }
  }

  /// All that is kept.
  func history() async throws -> [LogEntry] {
    var entries: [LogEntry] = []
    while case let page = try await log.history(after: entries.last?.number ?? .zero, limit: 100), !page.isEmpty {
      entries += page
    }
    return entries
  }

  /// All that a sink is to get behind a position.
  func pages(
    for sink: String, after position: JournalPosition = .start, limit: Int = 7
  ) async throws -> (deliveries: [Delivery], lost: [ClosedRange<EventNumber>], end: JournalPosition) {
    var deliveries: [Delivery] = []
    var lost: [ClosedRange<EventNumber>] = []
    var position = position
    while true {
      let page = try await log.page(for: sink, after: position, limit: limit)
      deliveries += page.deliveries
      lost += page.lost
      guard page.next != position else { return (deliveries, lost, position) }
      position = page.next
    }
  }

  /// Returns when everything that was handed in is written.
  func settle() async throws {
    log.note([1], "settled", of: "test")
    while try await log.notes(of: "test")["settled"] == nil { await Task.yield() }
    log.note(nil, "settled", of: "test")
    while try await log.notes(of: "test")["settled"] != nil { await Task.yield() }
  }
}

extension Logger {
  static let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
}
