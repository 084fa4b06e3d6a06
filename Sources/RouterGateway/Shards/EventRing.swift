import DequeModule
import RouterCore

/// The newest events of a shard, for sessions whose sockets take nothing for a while: such a session keeps a position in
/// here instead of bytes of its own.
struct EventRing {
  /// Counts a shard's events from 0.
  typealias Position = UInt64

  private struct Entry {
    let delivery: Delivery
    /// Where the journal ends behind the step that it belongs to.
    let mark: JournalPosition
    /// What all events before this one have cost.
    let offset: Int
  }

  private var entries: Deque<Entry> = []
  /// What all events ever have cost.
  private var total = 0
  /// The oldest event in here, or the next one to come.
  private(set) var start: Position = 0
  /// Of the newest event that has gone.
  private(set) var lost = JournalPosition.start
  private let eventBound: Int
  private let byteBound: Int

  /// - Parameters:
  ///   - eventBound: events kept at most.
  ///   - byteBound: their cost in memory at most; the newest is kept whatever it costs.
  init(eventBound: Int, byteBound: Int) {
    self.eventBound = eventBound
    self.byteBound = byteBound
  }

  /// Where the next event will be.
  var end: Position { start + Position(entries.count) }
  /// What the events in here cost in memory.
  var bytes: Int { total - (entries.first?.offset ?? total) }

  /// - Parameter position: from `start` up to but not including `end`.
  subscript(position: Position) -> Delivery { entries[Int(position - start)].delivery }

  /// - Parameter mark: where the journal ends behind the step that the event belongs to; never decreases.
  mutating func append(_ delivery: Delivery, _ mark: JournalPosition) {
    entries.append(Entry(delivery: delivery, mark: mark, offset: total))
    total += delivery.event.cost
    while entries.count > 1, entries.count > eventBound || bytes > byteBound {
      lost = entries.removeFirst().mark
      start += 1
    }
  }

  /// The first event that is not within the journal up to there.
  func position(behind mark: JournalPosition) -> Position {
    var (low, high) = (0, entries.count)
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].mark <= mark { low = middle + 1 } else { high = middle }
    }
    return start + Position(low)
  }

  /// A place in the journal up to which everything stands before a position. Nil when the ring does not know any more.
  func mark(before position: Position) -> JournalMark? {
    guard position > start, end > start else { return nil }
    let step = entries[Int(min(position, end - 1) - start)].mark
    guard step > .start, case let first = self.position(behind: JournalPosition(step.value - 1)), first > start else {
      return nil
    }
    let entry = entries[Int(first - start) - 1]
    return JournalMark(position: entry.mark, newest: entry.delivery.number)
  }

  /// How far the newest event has got from a position, as a part of what the ring can hold: near 1 the position is about
  /// to be lost.
  func distance(from position: Position) -> Double {
    guard position < end else { return 0 }
    guard position >= start else { return 1 }
    let bytes = total - entries[Int(position - start)].offset
    return Swift.max(Double(end - position) / Double(eventBound), Double(bytes) / Double(byteBound))
  }
}
