import Foundation
import Synchronization

/// Sees to it that no process outlives the tests, even if these crash or are killed.
final class Warden: Sendable {
  static let shared = Warden()

  private let input: Mutex<FileHandle?>

  private init() {
    let (pipe, process) = (Pipe(), Process())
    process.executableURL = URL(fileURLWithPath: Installation.python)
    process.arguments = [Installation.client("warden.py")]
    process.standardInput = pipe
    // Without a warden the tests work as well; they only may leave something behind.
    input = Mutex((try? process.run()) == nil ? nil : pipe.fileHandleForWriting)
  }

  func started(_ pid: Int32) { write("+\(pid)\n") }
  func ended(_ pid: Int32) { write("-\(pid)\n") }

  private func write(_ line: String) { input.withLock { try? $0?.write(contentsOf: Data(line.utf8)) } }
}
