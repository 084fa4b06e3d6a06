import Glibc

/// A file operation that did not work. All of them can work later: space is freed, a folder comes back.
struct FileFailure: Error, Equatable {
  /// Completes "cannot …".
  let action: String
  let path: String
  let reason: String

  init(_ action: String, _ path: String, reason: String) {
    self.action = action
    self.path = path
    self.reason = reason
  }

  init(_ action: String, _ path: String, code: Int32) {
    self.init(action, path, reason: String(cString: strerror(code)))
  }
}

extension FileFailure: CustomStringConvertible {
  var description: String { "cannot \(action) \(path): \(reason)" }
}
