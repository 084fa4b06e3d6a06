import Glibc

/// A file operation that did not work; it may work later.
struct FileFailure: Error, Equatable, CustomStringConvertible {
  /// Completes "cannot …".
  let action: String
  let path: String
  let code: Int32

  init(_ action: String, _ path: String, code: Int32 = errno) {
    (self.action, self.path, self.code) = (action, path, code)
  }

  var description: String { "cannot \(action) \(path): \(String(cString: strerror(code)))" }
}
