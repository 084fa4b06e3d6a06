import Foundation

/// Messages for the person at the terminal, apart from a command's result.
enum StandardError {
  static func write(_ text: String) {
    // Nobody is there to be told that standard error is closed.
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }
}
