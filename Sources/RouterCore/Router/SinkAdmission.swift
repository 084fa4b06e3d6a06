/// Which pipeline's form of one event each sink is to get: the first in file order, whatever order the walk took. Open
/// while walks of that event are under way.
struct SinkAdmission: Sendable {
  private(set) var number = EventNumber.zero
  /// Sinks that had the event before, while a stage held it: their counters' ids.
  private(set) var reached: [Int] = []
  private var winners: [Walker?]
  private var losers: [UInt64]
  /// The sinks in question, in the order in which they came up.
  private(set) var sinks: [Int] = []

  init(sinks: Int) {
    winners = Array(repeating: nil, count: sinks)
    losers = Array(repeating: 0, count: sinks)
  }

  mutating func begin(_ number: EventNumber, reached: [Int]) {
    self.number = number
    self.reached = reached
    sinks.removeAll(keepingCapacity: true)
  }

  /// - Returns: the walker that does not get through, if there were two.
  mutating func offer(_ walker: Walker, to sink: Int) -> Walker? {
    guard let winner = winners[sink] else {
      winners[sink] = walker
      sinks.append(sink)
      return nil
    }
    losers[sink] += 1
    guard walker.pipeline < winner.pipeline else { return walker }
    winners[sink] = walker
    return winner
  }

  /// Takes out the winner at one of `sinks`, and says how many others it beat.
  mutating func takeWinner(at sink: Int) -> (walker: Walker, beaten: UInt64)? {
    guard let walker = winners[sink].take() else { return nil }
    defer { losers[sink] = 0 }
    return (walker, losers[sink])
  }
}
