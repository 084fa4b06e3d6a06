import RouterCore

/// Why a log cannot be opened.
package struct LogOpenError: Error, CustomStringConvertible {
  package let reason: String
  let help: String?

  init(_ reason: String, help: String? = nil) {
    self.reason = reason
    self.help = help
  }

  package var description: String { "the event log cannot be opened: \(reason)" + (help.map { "; \($0)" } ?? "") }
}

extension LogOpenError {
  /// Two routers would give the same numbers.
  init(_ failure: FileLock.Failure, database: String) {
    switch failure {
    case .inUse:
      self.init("\(database) is in use by another router", help: "give each router a log of its own (`log.path`)")
    case .cannotOpen(let path, let reason): self.init("open \(path): \(reason)", help: "is the folder writable?")
    }
  }
}
