import NIOCore
import NIOEmbedded
import RouterCore
import Synchronization
import TestSupport
import Testing

@testable import RouterGateway

/// The memory of sessions by itself.
struct ResumableSessionsTests {
  /// Notes as a durable log keeps them.
  private final class Notes: Sendable {
    private let notes = Mutex<[String: [UInt8]]>([:])

    var all: [String: [UInt8]] { notes.withLock { $0 } }
    var keep: @Sendable ([UInt8]?, SessionID) -> Void {
      { note, id in self.notes.withLock { $0["\(id)"] = note } }
    }
  }

  private final class Holder: SessionHolder {
    let seat: PoolSeat? = nil
    let shard: Shard

    init(_ bench: ShardBench) { shard = bench.shard }

    var snapshot: SessionSnapshot {
      SessionSnapshot(
        session: ResumableSessionsTests.session(1), principal: nil, state: .connected(behind: 0), conflated: nil)
    }

    func handOver() -> EventLoopFuture<ResumableSession?> { shard.loop.makeSucceededFuture(nil) }
  }

  private static func session(_ number: UInt128, subject: String = "u", types: [String] = ["agent_status"])
    -> ResumableSession
  {
    var subscriptions = SubscriptionSet()
    for type in types.compactMap({ Catalogue.standard.id(named: $0) }) { subscriptions.add(type, agents: [], .none) }
    return ResumableSession(
      id: SessionID(number), subject: subject, epoch: "1", options: SessionOptions(includesIDs: true),
      subscriptions: subscriptions,
      lastEvent: EventNumber(7), written: .through(JournalMark(position: JournalPosition(9), newest: EventNumber(8))))
  }

  private static func claimed(
    _ sessions: ResumableSessions, _ number: UInt128, _ holder: Holder, subject: String = "u"
  ) throws -> ResumableSession? {
    try sessions.claim(SessionID(number), subject, for: holder).wait()
  }

  private let bench = ShardBench()

  private func sessions(bound: Int = 100, window: Duration = .seconds(300), _ notes: Notes? = nil) -> ResumableSessions
  {
    ResumableSessions(window: window, catalogue: .standard, time: bench.time, bound: bound, keep: notes?.keep)
  }

  /// Begins a session and ends its connection.
  private func lose(_ session: ResumableSession, _ sessions: ResumableSessions) {
    let holder = Holder(bench)
    sessions.add(session.id, session.subject, heldBy: holder)
    #expect(sessions.detach(session, from: holder))
  }

  @Test func `A session is given to its subject, once, and for the window only`() throws {
    let sessions = sessions()
    for number in 1...3 { lose(Self.session(UInt128(number)), sessions) }
    #expect(try Self.claimed(sessions, 1, Holder(bench), subject: "other") == nil)
    let holder = Holder(bench)
    #expect(try Self.claimed(sessions, 1, holder)?.lastEvent == EventNumber(7))
    bench.time.advance(by: .seconds(299))
    sessions.expire(at: bench.time.now())
    #expect(try Self.claimed(sessions, 2, Holder(bench)) != nil)
    bench.time.advance(by: .seconds(1))
    #expect(try Self.claimed(sessions, 3, Holder(bench)) == nil)
    sessions.expire(at: bench.time.now())
    #expect(sessions.count == 2, "the two that have been claimed")
    #expect(sessions.detach(Self.session(1), from: holder))
    #expect(try Self.claimed(sessions, 1, Holder(bench)) != nil, "the window begins again")
  }

  @Test func `Beyond the bound the oldest go`() throws {
    let notes = Notes()
    let sessions = sessions(bound: 3, notes)
    for number in 1...5 { lose(Self.session(UInt128(number)), sessions) }
    #expect(sessions.count == 3 && notes.all.count == 3)
    #expect(
      try (1...5).map { try Self.claimed(sessions, UInt128($0), Holder(bench)) != nil } == [
        false, false, true, true, true,
      ])
  }

  @Test func `Only who has a session can lose it`() {
    let sessions = sessions()
    let (holder, other) = (Holder(bench), Holder(bench))
    sessions.add(SessionID(1), "u", heldBy: holder)
    #expect(!sessions.detach(Self.session(1), from: other))
    sessions.forget(SessionID(1), from: other)
    #expect(sessions.count == 1)
    sessions.forget(SessionID(1), from: holder)
    #expect(sessions.count == 0)
  }

  // MARK: Notes

  @Test func `A session that is noted can be resumed after a restart, whether the server said goodbye or not`() throws {
    let notes = Notes()
    let before = sessions(notes)
    lose(Self.session(1), before)
    before.note(Self.session(2))
    let after = sessions(notes)
    let start = JournalMark(position: JournalPosition(20), newest: EventNumber(15))
    after.restore(notes.all, start: start)
    let first = try #require(try Self.claimed(after, 1, Holder(bench)))
    #expect(first.written == Self.session(1).written)
    #expect(
      (first.subject, first.epoch, first.options.includesIDs, first.lastEvent) == ("u", "1", true, EventNumber(7)))
    #expect(first.subscriptions == Self.session(1).subscriptions)
    let second = try #require(try Self.claimed(after, 2, Holder(bench)))
    #expect(second.written == .unknown(since: EventNumber(8), through: start))
  }

  @Test func `Notes go with the window, and are not written for who has no subscriptions`() {
    let notes = Notes()
    let before = sessions(notes)
    lose(Self.session(1), before)
    lose(Self.session(2, types: []), before)
    #expect(notes.all.keys.sorted() == ["1"])
    let after = sessions(notes)
    after.restore(notes.all, start: .start)
    bench.time.advance(by: .seconds(300))
    after.expire(at: bench.time.now())
    #expect(notes.all.isEmpty && after.count == 0)
  }

  @Test(arguments: [
    "", "{", "[]", "{}", #"{"subject":"u"}"#, #"{"subject":"u","epoch":"1"}"#,
    #"{"subject":1,"epoch":"1","written":{"position":1,"newest":1}}"#,
    #"{"subject":"u","epoch":"1","written":{"position":-1,"newest":1}}"#,
    #"{"subject":"u","epoch":"1","written":{"position":1.5,"newest":1}}"#,
  ])
  func `A note that is none is thrown away`(_ text: String) {
    let notes = Notes()
    notes.keep(Array(text.utf8), SessionID(1))
    let sessions = sessions(notes)
    sessions.restore(notes.all, start: .start)
    #expect(sessions.count == 0 && notes.all.isEmpty)
  }

  @Test func `A session is taken over with whatever of its note can be understood`() throws {
    let text = #"""
      {"subject":"u","epoch":"1","written":{"position":1,"newest":1},"earlier":7,"subscriptions":[
      {"type":"agent_status","all":{"severity":["error",1],"x":null},"except":["a",2],"agents":{"b":{}}},
      {"type":"gone","all":{}},{"type":3},{"type":"system_alert"},5]}
      """#
    let id = SessionID(1)
    let session = try #require(ResumableSession(id, note: Array(text.utf8), .standard, start: .start))
    #expect(session.missingTypes == ["gone"] && session.subscriptions.count == 1)
    let status = { (agent: String, more: String) in
      Event.sample("agent_status", #"{"agent_id":"\#(agent)"\#(more)}"#)
    }
    #expect(session.subscriptions.matches(status("c", #","severity":"error""#)))
    #expect(!session.subscriptions.matches(status("c", #","severity":"info""#)))
    #expect(!session.subscriptions.matches(status("a", "")) && session.subscriptions.matches(status("b", "")))
  }

  @Test(arguments: 1...50)
  func `Random subscriptions come back from their note as they were`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    func subscriptions() -> SubscriptionSet {
      var set = SubscriptionSet()
      for _ in 0..<Int.random(in: 0...6, using: &random) {
        let type = EventTypeID(rawValue: UInt16.random(in: 0..<20, using: &random))
        let agents = (0..<Int.random(in: 0...3, using: &random)).map { "ä\"\($0)" }
        let values = [#""error""#, "1.0", "null_", "true", #""\u00e9\"""#].shuffled(using: &random).prefix(2)
        let filters = [
          FilterRequest(key: "severity", allowed: values.compactMap { try? JSONDocument(parsing: Array($0.utf8)) })
        ]
        let filter = SubscriptionFilter(Bool.random(using: &random) ? filters : [], for: Catalogue.standard[type])
        set.add(type, agents: agents, filter)
        if Bool.random(using: &random) { _ = set.remove(type, agents: ["x"]) }
      }
      return set
    }
    var session = Self.session(1)
    session.subscriptions = subscriptions()
    for until in 1...5 { session.history.add(subscriptions(), until: JournalPosition(UInt64(until))) }
    let note = session.note(.standard, hasEnded: true)
    let back = try #require(ResumableSession(session.id, note: note, .standard, start: .start))
    #expect(back.subscriptions == session.subscriptions && back.missingTypes.isEmpty)
    #expect(back.history.parts.map(\.until) == session.history.parts.map(\.until))
    #expect(back.history.parts.map(\.subscriptions) == session.history.parts.map(\.subscriptions))
    #expect(back.note(.standard, hasEnded: true) == note)
  }

  @Test func `What was asked for earlier is remembered within bounds, and forgetting asks for more, never less`() throws
  {
    let type = try #require(Catalogue.standard.id(named: "agent_status"))
    var history = SubscriptionHistory()
    #expect(history.admits(.sample(), at: .start))
    history.add(SubscriptionSet(), until: JournalPosition(3))
    #expect((2...5).map { history.admits(.sample(), at: JournalPosition(UInt64($0))) } == [false, false, true, true])
    var many = SubscriptionSet()
    many.add(type, agents: (1...900).map { "\($0)" }, .none)
    for until in 4...20 { history.add(many, until: JournalPosition(UInt64(until))) }
    #expect(history.parts.count == 1)
    for until in 21...60 { history.add(SubscriptionSet(), until: JournalPosition(UInt64(until))) }
    #expect(history.parts.count == 8)
  }
}
