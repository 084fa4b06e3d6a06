import DequeModule
import RouterCore
import Synchronization

/// What the router has put in front of a shard's loop. Whatever waits together is taken together: that is the turn's burst.
final class Inbox: Sendable {
  /// A burst and those of its events that somebody here is interested in.
  struct Posting {
    let burst: Burst
    let events: EventMask
    /// What those events cost in memory.
    let bytes: Int
    /// What is settled when it has been dealt with.
    let settled: JournalMark
  }

  fileprivate struct State {
    var postings: Deque<Posting> = []
    var events = 0
    var bytes = 0
    /// A drain is scheduled, or at work and will look again.
    var isDrainPending = false
    /// Event types that a session wants: what nobody wants is not put in.
    var interest = EventTypeSet()
    var waiting: [CheckedContinuation<Void, Never>] = []
    /// The step of the router that the newest burst belongs to.
    var posted: JournalMark
    /// The newest step of which all bursts have been posted.
    var complete: JournalMark
    /// The newest step of which all bursts have been taken, too, while others wait.
    var taken: JournalMark

    init(_ start: JournalMark) {
      (posted, complete, taken) = (start, start, start)
    }

    var isFull: Bool { events >= Inbox.eventBound || bytes >= Inbox.byteBound }
  }

  /// What may wait before the router is held back: only a loop that stands still gets here.
  static let eventBound = 8192
  static let byteBound = 16 << 20

  private let state: Mutex<State>

  /// - Parameter start: where the journal stands.
  init(_ start: JournalMark = .start) { state = Mutex(State(start)) }

  // MARK: Router side

  enum Posted {
    /// Nobody here is interested.
    case refused
    /// A drain will come by.
    case accepted
    /// The caller has to schedule a drain.
    case needsDrain
  }

  func post(_ burst: Burst) -> Posted {
    state.withLock { state in
      if state.postings.isEmpty { state.taken = state.complete }
      state.note(burst)
      var events = EventMask()
      var bytes = 0
      for (position, delivery) in burst.deliveries.enumerated() where state.interest.contains(delivery.event.type) {
        events.insert(position)
        bytes += delivery.event.cost
      }
      guard !events.isEmpty else { return .refused }
      state.postings.append(Posting(burst: burst, events: events, bytes: bytes, settled: state.complete))
      state.events += events.count
      state.bytes += bytes
      defer { state.isDrainPending = true }
      return state.isDrainPending ? .accepted : .needsDrain
    }
  }

  var isFull: Bool { state.withLock { $0.isFull } }

  /// What waits, as a share of what may wait before the router is held back.
  var use: Double {
    state.withLock { state in
      max(Double(state.events) / Double(Self.eventBound), Double(state.bytes) / Double(Self.byteBound))
    }
  }

  /// Returns when there is room, or when the task is cancelled.
  func waitForRoom() async {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let mayGoOn = state.withLock { state in
          guard state.isFull, !Task.isCancelled else { return true }
          state.waiting.append(continuation)
          return false
        }
        if mayGoOn { continuation.resume() }
      }
    } onCancel: {
      state.withLock { state in
        defer { state.waiting = [] }
        return state.waiting
      }.forEach { $0.resume() }
    }
  }

  // MARK: Loop side

  /// Everything behind it will be put in here, as far as there is interest now; nothing up to it, but for what waits already.
  var posted: JournalMark { state.withLock { $0.posted } }

  /// Everything up to it has been taken, as far as there was interest; behind it at most a part of one step.
  var settled: JournalMark { state.withLock { $0.postings.isEmpty ? $0.complete : $0.taken } }

  func setInterest(_ interest: EventTypeSet) { state.withLock { $0.interest = interest } }

  /// Takes one turn's worth: whole postings, together no more than one burst may have.
  /// - Returns: whether more is waiting; if so, the caller has to come again.
  func take(into postings: inout [Posting]) -> Bool {
    let (hasMore, waiting) = state.withLock { state -> (Bool, [CheckedContinuation<Void, Never>]) in
      var events = 0
      var bytes = 0
      while let next = state.postings.first,
        events == 0 || Burst.mayHold(events + next.events.count, bytes + next.bytes)
      {
        state.postings.removeFirst()
        events += next.events.count
        bytes += next.bytes
        postings.append(next)
        state.taken = next.settled
      }
      state.events -= events
      state.bytes -= bytes
      state.isDrainPending = !state.postings.isEmpty
      guard !state.isFull else { return (state.isDrainPending, []) }
      defer { state.waiting = [] }
      return (state.isDrainPending, state.waiting)
    }
    waiting.forEach { $0.resume() }
    return hasMore
  }
}

extension Inbox.State {
  fileprivate mutating func note(_ burst: Burst) {
    posted = posted.advanced(to: burst.position, burst.deliveries.last?.number)
    if burst.isLast { complete = posted }
  }
}
