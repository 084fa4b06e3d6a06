import ArgumentParser
import EventLogSQLite
import Foundation
import RouterCore

/// A log, named by its file or by the config that says where it is.
struct LogArgument: ParsableArguments {
  @Argument(
    help: "The config file, or the log's own file. Without one, the embedded development config is used.",
    completion: .file())
  var log: String?

  func open(_ registry: Registry) throws -> LogArchive { try LogLocation(log, registry).open() }
}

/// Where a log is.
struct LogLocation {
  let path: String
  /// With the event types of the config, if it was named by one.
  let catalogue: Catalogue

  /// - Parameter argument: a config file or a log file: told by the content.
  init(_ argument: String?, _ registry: Registry) throws {
    if let argument, Self.isDatabase(argument) {
      path = argument
      catalogue = registry.catalogue
      return
    }
    let loaded = ConfigArgument.load(argument, registry)
    StandardError.write(loaded.text)
    guard let result = loaded.result else { throw ExitCode(1) }
    guard result.config.log.type == .sqlite else { throw LogCommandError.keepsNothing(config: argument) }
    path = result.config.log.path
    catalogue = result.catalogue
  }

  /// - Parameter catalogue: of the graph that the events are for, if they are not only looked at: its ids are not those of
  ///   another catalogue.
  func open(for catalogue: Catalogue? = nil) throws -> LogArchive {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw LogCommandError.missing(path: path)
    }
    guard !isFolder.boolValue else { throw LogCommandError.noLog(path: path) }
    do {
      return try LogArchive(path: path, catalogue: catalogue ?? self.catalogue)
    } catch {
      throw Salvage.isLog(path) ? LogCommandError.damaged(path: path) : LogCommandError.noLog(path: path, reason: error)
    }
  }

  private static let extensions: Set<String> = ["db", "sqlite", "sqlite3"]
  private static let magic = Array("SQLite format 3\0".utf8)

  /// Configs are text: what has zero bytes, or the name of a database, is meant as a log.
  private static func isDatabase(_ path: String) -> Bool {
    if extensions.contains(URL(fileURLWithPath: path).pathExtension.lowercased()) { return true }
    guard let file = FileHandle(forReadingAtPath: path) else { return false }
    defer { try? file.close() }
    let start = (try? file.read(upToCount: 4096)) ?? Data()
    return start.starts(with: magic) || start.contains(0)
  }
}

/// Why there is no log to look at.
enum LogCommandError: Error, CustomStringConvertible {
  case keepsNothing(config: String?)
  case missing(path: String)
  case damaged(path: String)
  case noLog(path: String, reason: LogOpenError? = nil)

  var description: String {
    switch self {
    case .keepsNothing(let config):
      "'log.type' is memory in \(config ?? "the embedded config"): nothing is kept in a file. With 'type: sqlite' it is"
    case .missing(let path):
      "there is no log at '\(path)': a router makes it when it starts for the first time"
    case .damaged(let path):
      "the log '\(path)' is damaged: 'junctor log verify' says more. The router saves what is whole when it starts"
    case .noLog(let path, let reason):
      "'\(path)' is no event log\(reason.map { " (\($0.reason))" } ?? "")"
    }
  }
}
