import RouterCore
import Synchronization

/// The time of logged events while they are replayed: it stands still until the next event.
final class ReplayClock: TimeSource {
  private let moment: Mutex<Timestamp>

  init(_ start: Timestamp) { moment = Mutex(start) }

  func now() -> Timestamp { moment.withLock { $0 } }

  func set(_ next: Timestamp) { moment.withLock { $0 = max($0, next) } }

  /// Never comes: stages speak when an event of a later time does, as they do when a router goes on after a restart.
  func sleep(until _: Timestamp) async throws {
    while true { try await Task.sleep(for: .seconds(3600)) }
  }
}
