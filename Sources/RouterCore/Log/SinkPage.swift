/// What one sink is to get, in the order in which the router decided, each event in the form that it had at the end of its
/// pipeline.
package struct SinkPage: Sendable {
  package var deliveries: [Delivery] = []
  /// Per delivery, where the journal goes on behind it.
  package var positions: [JournalPosition] = []
  /// Where the next page begins: behind everything that was looked at.
  package var next: JournalPosition
  /// The last event that was looked at, whether for this sink or not; nil when there was none.
  package var reached: EventNumber?
  /// What the sink was to get and cannot be read any more: damaged, or gone because the sink was too far behind. In order.
  package private(set) var lost: [ClosedRange<EventNumber>] = []
  /// How many events `lost` stands for.
  package private(set) var lostCount = 0

  /// Decisions that the journal does not have any more, removed or damaged: some of them may have been about this sink.
  package private(set) var hasHole = false

  package init(next: JournalPosition) { self.next = next }

  /// Goes on at a later place, because the journal has nothing before it.
  package mutating func skip(to position: JournalPosition) {
    guard position > next else { return }
    hasHole = true
    next = position
  }

  /// Notes events before all others of the page that are not there.
  package mutating func loseFirst(_ range: ClosedRange<EventNumber>) {
    lostCount += Int(range.upperBound.value - range.lowerBound.value) + 1
    lost.insert(range, at: 0)
  }

  /// Notes an event that is not there.
  package mutating func lose(_ number: EventNumber) {
    lostCount += 1
    if let last = lost.last, last.upperBound.next == number {
      lost[lost.count - 1] = last.lowerBound...number
    } else {
      lost.append(number...number)
    }
  }
}
