/// Which pipeline's form of one event each sink is to get: the first in file order, whatever order the walk took.
struct SinkAdmission: Sendable {
  private(set) var number: EventNumber?
  /// Sinks that got the event earlier, while a stage of another pipeline held it.
  private(set) var reached: Set<Int> = []
  private var winners: [Walker?]
  private var losers: [UInt64]
  private var touched: [Int] = []

  init(sinks: Int) {
    winners = Array(repeating: nil, count: sinks)
    losers = Array(repeating: 0, count: sinks)
  }

  var count: Int { touched.count }

  mutating func begin(_ number: EventNumber, reached: Set<Int> = []) {
    self.number = number
    self.reached = reached
    for sink in touched {
      winners[sink] = nil
      losers[sink] = 0
    }
    touched.removeAll(keepingCapacity: true)
  }

  /// - Returns: the walker that does not get through, if there were two.
  mutating func offer(_ walker: Walker, to sink: Int) -> Walker? {
    guard let winner = winners[sink] else {
      winners[sink] = walker
      touched.append(sink)
      return nil
    }
    losers[sink] += 1
    guard walker.pipeline < winner.pipeline else { return walker }
    winners[sink] = walker
    return winner
  }

  /// The sink, its winner and how many others it beat.
  func winner(at position: Int) -> (sink: Int, walker: Walker, beaten: UInt64)? {
    let sink = touched[position]
    return winners[sink].map { (sink, $0, losers[sink]) }
  }
}
