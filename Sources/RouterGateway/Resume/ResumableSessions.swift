import DequeModule
import NIOCore
import RouterCore
import Synchronization

/// Who has a session at present, and can be made to give it up. Used on its own loop, but for `shard` and identity.
protocol SessionHolder: AnyObject {
  var shard: Shard { get }
  /// Its place among the connections of its user.
  var seat: PoolSeat? { get }
  /// Ends, since the session goes on elsewhere.
  /// - Returns: the session as it stands; nil if it had none yet and does not get one.
  func handOver() -> EventLoopFuture<ResumableSession?>
  /// How it stands now.
  var snapshot: SessionSnapshot { get }
}

/// All sessions of a gateway that can be resumed: those that have a connection, and those that have lost it not long ago.
final class ResumableSessions: Sendable {
  /// Sessions without a connection that are remembered; beyond it the oldest go.
  static let bound = 100_000

  private final class Detached: Sendable {
    let session: ResumableSession
    let since: Timestamp

    init(_ session: ResumableSession, since: Timestamp) { (self.session, self.since) = (session, since) }
  }

  // Safety: what a holder has is touched on its shard's loop only; anywhere else it is only compared.
  private struct Holder: @unchecked Sendable {
    let connection: any SessionHolder
  }

  private enum Entry: Sendable {
    /// - subject: nil for a session that nobody can take over.
    case live(Holder, subject: String?)
    case detached(Detached)

    var subject: String? {
      switch self {
      case .live(_, let subject): subject
      case .detached(let detached): detached.session.subject
      }
    }

    func isHeld(by holder: any SessionHolder) -> Bool {
      if case .live(let live, _) = self { live.connection === holder } else { false }
    }
  }

  private struct State: Sendable {
    var entries: [SessionID: Entry] = [:]
    /// Oldest first; those that have been resumed since are still in here.
    var queue: Deque<(id: SessionID, since: Timestamp)> = []
    var detached = 0
  }

  private let window: Duration
  private let time: any TimeSource
  private let catalogue: Catalogue
  private let bound: Int
  /// Keeps a note, or removes it.
  private let keep: (@Sendable ([UInt8]?, SessionID) -> Void)?
  private let state = Mutex(State())

  /// - Parameters:
  ///   - window: how long a session can be resumed after its connection has ended.
  ///   - keep: writes a note that survives the process, or removes it; nil where there is no such place.
  init(
    window: Duration, catalogue: Catalogue, time: any TimeSource, bound: Int = ResumableSessions.bound,
    keep: (@Sendable ([UInt8]?, SessionID) -> Void)?
  ) {
    self.window = window
    self.catalogue = catalogue
    self.time = time
    self.bound = bound
    self.keep = window > .zero ? keep : nil
  }

  /// How a session stands; nil for one that is not known.
  func snapshot(of id: SessionID) async -> SessionSnapshot? {
    switch state.withLock({ $0.entries[id] }) {
    case nil: nil
    case .detached(let detached):
      SessionSnapshot(session: detached.session, principal: nil, state: .disconnected, conflated: nil)
    case .live(let holder, _):
      try? await holder.connection.shard.loop.submit { holder.connection.snapshot }.get()
    }
  }

  /// Sessions remembered, with a connection or without.
  var count: Int { state.withLock { $0.entries.count } }

  /// What of a session its subject finds that comes back.
  enum Standing {
    case unknown
    /// It has lost its connection.
    case detached
    /// A connection has it, whose place among the user's connections is this one.
    case live(PoolSeat?)
  }

  func standing(of id: SessionID, for subject: String) -> Standing {
    let now = time.now()
    return state.withLock { state in
      guard let entry = state.entries[id], entry.subject == subject else { return .unknown }
      switch entry {
      case .live(let holder, _): return .live(holder.connection.seat)
      case .detached(let detached): return now - detached.since < window ? .detached : .unknown
      }
    }
  }

  // MARK: With a connection

  /// - Parameter subject: who may take it over; nil for nobody.
  func add(_ id: SessionID, _ subject: String?, heldBy holder: any SessionHolder) {
    let entry = Entry.live(Holder(connection: holder), subject: subject)
    state.withLock { $0.entries[id] = entry }
  }

  /// Writes down what a session is subscribed to.
  func note(_ session: ResumableSession) { keep?(session.note(catalogue, hasEnded: false), session.id) }

  /// Takes a session over, from the connection that has it or from among those that have none.
  /// - Returns: nil when there is none of this name for this subject: nobody is told which of both.
  func claim(
    _ id: SessionID, _ subject: String, for holder: any SessionHolder
  ) -> EventLoopFuture<ResumableSession?> {
    let entry = Entry.live(Holder(connection: holder), subject: subject)
    let now = time.now()
    let found = state.withLock { state -> Entry? in
      guard let found = state.entries[id], found.subject == subject else { return nil }
      if case .detached(let detached) = found {
        guard now - detached.since < window else { return nil }
        state.detached -= 1
      }
      state.entries[id] = entry
      return found
    }
    let loop = holder.shard.loop
    switch found {
    case nil: return loop.makeSucceededFuture(nil)
    case .detached(let detached): return loop.makeSucceededFuture(detached.session)
    case .live(let old, _): return old.connection.shard.loop.flatSubmit { old.connection.handOver() }.hop(to: loop)
    }
  }

  // MARK: Without one

  /// The session has lost its connection.
  /// - Returns: false when another connection has already taken it over and waits for what `handOver` says.
  func detach(_ session: ResumableSession, from holder: any SessionHolder) -> Bool {
    let detached = Detached(session, since: time.now())
    let (isHeld, evicted) = state.withLock { state -> (Bool, [SessionID]) in
      guard state.entries[session.id]?.isHeld(by: holder) == true else { return (false, []) }
      state.entries[session.id] = window > .zero ? .detached(detached) : nil
      guard window > .zero else { return (true, []) }
      state.queue.append((session.id, detached.since))
      state.detached += 1
      return (true, evict(from: &state) { $0.detached > bound })
    }
    guard isHeld else { return false }
    for id in evicted { keep?(nil, id) }
    if !session.subscriptions.isEmpty { keep?(session.note(catalogue, hasEnded: true), session.id) }
    return true
  }

  /// The session is not to be resumed, or was never there.
  func forget(_ id: SessionID, from holder: any SessionHolder) {
    let isHeld = state.withLock { state in
      guard state.entries[id]?.isHeld(by: holder) == true else { return false }
      state.entries[id] = nil
      return true
    }
    if isHeld { keep?(nil, id) }
  }

  /// Forgets sessions whose window has passed. To be called about once a second.
  func expire(at now: Timestamp) {
    let expired = state.withLock { state in
      evict(from: &state) { state in state.queue.first.map { now - $0.since >= window } ?? false }
    }
    for id in expired { keep?(nil, id) }
  }

  private func evict(from state: inout State, while isTooMuch: (State) -> Bool) -> [SessionID] {
    var evicted: [SessionID] = []
    while isTooMuch(state), let (id, since) = state.queue.popFirst() {
      guard case .detached(let detached) = state.entries[id], detached.since == since else { continue }
      state.entries[id] = nil
      state.detached -= 1
      evicted.append(id)
    }
    return evicted
  }

  // MARK: Restart

  /// Takes over what was noted in an earlier life of the server: all these sessions have lost their connections now.
  /// - Parameter start: where the journal stands.
  func restore(_ notes: [String: [UInt8]], start: JournalMark) {
    let now = time.now()
    for (name, note) in notes {
      guard let id = SessionID(name) else { continue }
      guard let session = ResumableSession(id, note: note, catalogue, start: start) else {
        keep?(nil, id)
        continue
      }
      let evicted = state.withLock { state in
        state.entries[id] = .detached(Detached(session, since: now))
        state.queue.append((id, now))
        state.detached += 1
        return evict(from: &state) { $0.detached > bound }
      }
      for id in evicted { keep?(nil, id) }
    }
  }
}

extension ResumableSessions.Standing {
  var isKnown: Bool {
    if case .unknown = self { false } else { true }
  }

  var seat: PoolSeat? {
    if case .live(let seat) = self { seat } else { nil }
  }
}
