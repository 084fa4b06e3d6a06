import Synchronization

/// How far all clients together are, seen by everyone without a lock.
final class Progress: Sendable {
  private let count = Atomic<Int>(0)
  private let newest = Atomic<UInt64>(0)
  private let mark = Atomic<Int>(.max)
  private let wake = Mutex<(@Sendable () -> Void)?>(nil)
  private let lost = Mutex<[ClientEnding]>([])
  private let disturbed = Atomic<Bool>(false)

  /// Different deliveries so far, or answers to requests.
  var deliveries: Int { count.load(ordering: .sequentiallyConsistent) }

  /// When the newest of them came.
  var newestAt: UInt64 { newest.load(ordering: .relaxed) }

  func add(_ deliveries: Int, at now: UInt64) {
    newest.store(now, ordering: .relaxed)
    let new = count.add(deliveries, ordering: .sequentiallyConsistent).newValue
    let mark = mark.load(ordering: .sequentiallyConsistent)
    guard new >= mark, mark.exchangeIfStill(self.mark) else { return }
    wake.withLock { $0 }?()
  }

  // MARK: Waiting

  /// Sets who is woken, once for each `wait(for:)`.
  func onWake(_ body: @escaping @Sendable () -> Void) { wake.withLock { $0 = body } }

  /// Asks to be woken when there are that many deliveries.
  /// - Returns: false if there are already: then nobody is woken.
  func wait(for deliveries: Int) -> Bool {
    mark.store(deliveries, ordering: .sequentiallyConsistent)
    // Whoever adds reads the mark after adding, so one of the two sees the other.
    guard self.deliveries >= deliveries else { return true }
    mark.store(.max, ordering: .sequentiallyConsistent)
    return false
  }

  // MARK: Connections that the server ended

  var endings: [ClientEnding] { lost.withLock { $0 } }
  var hasEndings: Bool { disturbed.load(ordering: .relaxed) }

  func add(_ ending: ClientEnding) {
    lost.withLock { $0.append(ending) }
    disturbed.store(true, ordering: .relaxed)
  }
}

extension Int {
  /// Takes a mark away: true for exactly one of those who try.
  fileprivate func exchangeIfStill(_ mark: borrowing Atomic<Int>) -> Bool {
    mark.compareExchange(expected: self, desired: .max, ordering: .sequentiallyConsistent).exchanged
  }
}

/// A connection that ended in the middle.
struct ClientEnding: Sendable, Equatable {
  let client: Int
  let reason: String
}
