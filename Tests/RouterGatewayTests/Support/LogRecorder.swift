import Logging
import Synchronization

/// Keeps all lines, metadata included.
final class LogRecorder: LogHandler {
  private let recorded = Mutex<[String]>([])

  var lines: [String] { recorded.withLock { $0 } }

  func log(event: LogEvent) {
    recorded.withLock { $0.append("\(event.level) \(event.message) \(event.metadata ?? [:])") }
  }

  subscript(metadataKey _: String) -> Logger.Metadata.Value? {
    get { nil }
    set {}
  }
  var metadata: Logger.Metadata {
    get { [:] }
    set {}
  }
  var logLevel: Logger.Level {
    get { .trace }
    set {}
  }
}
