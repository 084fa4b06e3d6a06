import ConfigSchema
import RouterCore
import TestSupport
import Testing

@testable import RouterGateway

/// Sessions that come back, over a journal whose answers the test gives.
struct ResumingTests {
  private static func report(
    resumed: Bool = true, _ replayed: Int, gap: String = "null", oldest: Int = 1, exact: Bool = true
  ) -> String {
    #"{"resumed":\#(resumed),"replayed":\#(replayed),"gap":\#(gap),"oldest_available":"msg_\#(oldest)","exact":\#(exact)}"#
  }

  private static func gap(_ reason: String, _ from: Int, _ to: Int) -> String {
    #"{"reason":"\#(reason)","from":"msg_\#(from)","to":"msg_\#(to)"}"#
  }

  /// A session that has heard three events and whose connection has ended, and three events that it has missed.
  private static func missing(_ bench: ShardBench) throws -> EmbeddedSession {
    let session = try bench.session()
    try session.subscribe(#"{"events":["agent_status"]}"#)
    for _ in 1...3 { bench.publish() }
    bench.turn()
    #expect(try session.frames().numbers == [1, 2, 3])
    session.close()
    bench.turn()
    for _ in 4...6 { bench.publish() }
    bench.turn()
    return session
  }

  // MARK: Exactly once

  @Test func `What was missed comes first, then what happens, each event once`() throws {
    let bench = ShardBench()
    let first = try Self.missing(bench)
    let second = try bench.resume(first, after: 2)
    bench.settle()
    for _ in 7...8 { bench.publish() }
    bench.turn()
    let frames = try second.frames()
    #expect(frames.resume == Self.report(4))
    #expect(frames.numbers == [3, 4, 5, 6, 7, 8])
    #expect(frames.first?.json?.root[["data", "session_id"]]?.string == first.publicID)
    #expect(!second.connection.isBehind && second.connection.resumption == nil)
    #expect(bench.journal.replays == 0)
    #expect((bench.counters.resumedSessions.load(), bench.counters.replayedEvents.load()) == (1, 4))
  }

  @Test func `Without an id it goes on behind what was written`() throws {
    let bench = ShardBench()
    let first = try Self.missing(bench)
    let second = try bench.resume(first, after: nil)
    bench.settle()
    let frames = try second.frames()
    #expect(frames.resume == Self.report(3, exact: false))
    #expect(frames.numbers == [4, 5, 6])
  }

  @Test func `Events that happen while pages are read are neither lost nor repeated`() throws {
    let bench = ShardBench()
    bench.journal.limit = 2
    let first = try Self.missing(bench)
    bench.journal.isPrompt = false
    let second = try bench.resume(first, after: 0)
    var rounds = 0
    while second.connection.resumption != nil, rounds < 100 {
      rounds += 1
      bench.publish()
      bench.turn()
      bench.journal.answer()
      bench.turn()
      if rounds > 8 { bench.journal.limit = 100 }
    }
    bench.publish()
    bench.turn()
    let numbers = try second.frames().numbers
    #expect(numbers == Array(1...bench.published))
    #expect(bench.published > 12)
  }

  @Test func `What the ring has lost meanwhile is read from the log, though the ring owes nothing`() throws {
    var server = ServerConfig.test
    server.catchUp = .kibibytes(4)
    let bench = ShardBench(server)
    let first = try bench.session()
    try first.subscribe(#"{"events":["system_alert"]}"#)
    let busy = try bench.session()
    try busy.subscribe(#"{"events":["agent_status"]}"#)
    first.close()
    bench.publish()
    bench.turn()
    bench.journal.isPrompt = false
    let second = try bench.resume(first, after: 0)
    bench.turn()
    // It knows its end from here on, and waits for the first page.
    bench.journal.answer()
    let alert = bench.publish("system_alert", #"{"alert_id":"1"}"#)
    for _ in 1...100 {
      bench.publish()
      bench.turn()
    }
    #expect(bench.shard.ring.lost > JournalPosition(alert.number.value))
    bench.journal.isPrompt = true
    bench.journal.answer()
    bench.settle()
    #expect(try second.frames().numbers == [alert.number.value])
    #expect(!second.connection.isBehind)
  }

  @Test func `An event that is in the journal and comes to the loop later is not sent twice`() throws {
    let bench = ShardBench()
    let first = try Self.missing(bench)
    let late = bench.decide()
    let position = bench.journal.position
    let second = try bench.resume(first, after: late.number.value)
    bench.settle()
    #expect(second.connection.isBehind, "it has not got there yet")
    bench.post([late], upTo: position)
    bench.turn()
    bench.settle()
    bench.publish()
    bench.turn()
    #expect(try second.frames().numbers == [8])
    #expect(!second.connection.isBehind)
  }

  @Test func `A step that comes in two parts, one of them before the client, is sent once`() throws {
    let bench = ShardBench()
    let first = try Self.missing(bench)
    let step = [bench.decide(), bench.decide(), bench.decide()]
    bench.post(Array(step.prefix(1)), isLast: false)
    bench.turn()
    let second = try bench.resume(first, after: 6)
    bench.settle()
    bench.post(Array(step.suffix(2)))
    bench.turn()
    bench.settle()
    bench.publish()
    bench.turn()
    #expect(try second.frames().numbers == [7, 8, 9, 10])
  }

  @Test func `A slow client gets page after page, and no slow reader's steps are taken for what the log has`() throws {
    var server = ServerConfig.test
    (server.outboundQueue, server.catchUp) = (.kibibytes(64), .mebibytes(1))
    let bench = ShardBench(server)
    let first = try Self.missing(bench)
    let filler = String(repeating: "x", count: 1000)
    for number in 7...3000 {
      bench.publish("agent_status", #"{"agent_id":"a","old_status":"\#(number)","new_status":"\#(filler)"}"#)
      if number.isMultiple(of: 50) { bench.turn() }
    }
    let second = try bench.resume(first, after: 3)
    var numbers: [UInt64] = []
    for _ in 1...400 {
      bench.settle()
      second.isWritable = false
      bench.publish("agent_status", #"{"agent_id":"a","old_status":"","new_status":"\#(filler)"}"#)
      bench.turn()
      numbers += try second.frames().numbers
      second.isWritable = true
    }
    bench.settle()
    let rest = try second.frames()
    numbers += rest.numbers
    #expect(numbers == Array(4...bench.published))
    #expect(second.isOpen && !second.connection.isBehind)
    #expect(bench.counters.warnedReaders.load() == 0)
  }

  @Test func `What was not subscribed to when it happened is not replayed`() throws {
    let bench = ShardBench()
    let first = try bench.session()
    try first.subscribe(#"{"events":["agent_status"]}"#)
    bench.publish("system_alert", #"{"alert_id":"1"}"#)
    bench.publish()
    bench.turn()
    try first.subscribe(#"{"events":["system_alert"]}"#)
    bench.publish("system_alert", #"{"alert_id":"2"}"#)
    bench.publish()
    bench.turn()
    first.close()
    let second = try bench.resume(first, after: 0)
    bench.settle()
    #expect(try second.frames().numbers == [2, 3, 4])
  }

  @Test func `Subscriptions that change during a replay hold from then on`() throws {
    let bench = ShardBench()
    bench.journal.limit = 2
    let first = try Self.missing(bench)
    bench.publish("system_alert", #"{"alert_id":"1"}"#)
    bench.turn()
    let second = try bench.resume(first, after: 0)
    bench.turn()
    bench.journal.isPrompt = false
    try second.subscribe(#"{"events":["system_alert"]}"#)
    bench.publish("system_alert", #"{"alert_id":"2"}"#)
    bench.journal.isPrompt = true
    bench.journal.answer()
    bench.settle()
    #expect(try second.frames().numbers == [1, 2, 3, 4, 5, 6, 8])
  }

  @Test func `Metrics are shown to a resumed session as to a live one`() throws {
    let bench = ShardBench()
    let first = try bench.session()
    try first.subscribe(#"{"events":["metrics"],"agents":["a"]}"#)
    first.close()
    bench.publish("metrics_update", #"{"system":{},"agents":{"a":{},"b":{}}}"#)
    bench.turn()
    let second = try bench.resume(first, after: nil)
    bench.settle()
    let frames = try second.frames()
    #expect(
      frames.last?.json?.root["data"].map { String(decoding: $0.text, as: UTF8.self) }
        == #"{"system":{},"agents":{"a":{}}}"#)
  }

  @Test func `Whether events have ids is kept, unless the client says something else`() throws {
    let bench = ShardBench()
    let first = try Self.missing(bench)
    let second = try bench.session(withIDs: false, resuming: ResumeRequest(session: first.publicID, lastEvent: "msg_3"))
    bench.settle()
    #expect(try second.frames().numbers == [4, 5, 6])
    second.close()
    let request = ResumeRequest(session: first.publicID, lastEvent: "msg_3", withIDs: false)
    let third = try bench.session(resuming: request)
    bench.settle()
    let frames = try third.frames()
    #expect(frames.types == ["connection_established", "agent_status", "agent_status", "agent_status"])
    #expect(frames.numbers == [])
  }

  // MARK: Gaps

  @Test func `What has gone is announced with its bounds`() throws {
    let bench = ShardBench()
    let first = try Self.missing(bench)
    bench.journal.trim(through: EventNumber(5))
    let second = try bench.resume(first, after: 3)
    bench.settle()
    let frames = try second.frames()
    #expect(frames.resume == Self.report(1, gap: Self.gap("expired", 4, 5), oldest: 6))
    #expect(frames.numbers == [6])
    #expect(bench.counters.resumeGaps(.expired).load() == 1)
  }

  @Test func `What has gone is announced to a client without ids, too`() throws {
    let bench = ShardBench()
    let first = try Self.missing(bench)
    bench.journal.trim(through: EventNumber(5))
    let second = try bench.resume(first, after: nil)
    bench.settle()
    #expect(try second.frames().resume == Self.report(1, gap: Self.gap("expired", 4, 5), oldest: 6, exact: false))
  }

  @Test func `Who knows the last event that was written has no gap, however old it is`() throws {
    let bench = ShardBench()
    let first = try bench.session()
    try first.subscribe(#"{"events":["agent_status","system_alert"]}"#)
    bench.publish()
    for _ in 1...5 { bench.publish("system_status", #"{"old_status":"a","new_status":"b"}"#) }
    bench.turn()
    first.close()
    bench.publish("system_alert", #"{"alert_id":"1"}"#)
    bench.turn()
    bench.journal.trim(through: EventNumber(4))
    let second = try bench.resume(first, after: 1)
    bench.settle()
    let frames = try second.frames()
    #expect(frames.resume == Self.report(1, oldest: 5))
    #expect(frames.numbers == [7])
  }

  @Test func `An id that was never given is a gap, and nothing is replayed`() throws {
    let bench = ShardBench()
    let first = try Self.missing(bench)
    let second = try bench.resume(first, after: 100)
    bench.settle()
    bench.publish()
    bench.turn()
    let frames = try second.frames()
    #expect(frames.resume == Self.report(0, gap: Self.gap("unknown", 7, 100), exact: false))
    #expect(frames.numbers == [7])
  }

  @Test(arguments: ["nonsense", "msg_", "msg_-1", "msg_1x", "msg_1000000000000", "MSG_1", "1"])
  func `What is no id is a gap, and the session goes on behind what was written`(_ id: String) throws {
    let bench = ShardBench()
    let first = try Self.missing(bench)
    let second = try bench.session(resuming: ResumeRequest(session: first.publicID, lastEvent: id))
    bench.settle()
    let frames = try second.frames()
    #expect(frames.resume == Self.report(3, gap: #"{"reason":"unknown"}"#, exact: false))
    #expect(frames.numbers == [4, 5, 6])
  }

  @Test func `Numbers of another epoch mean nothing`() throws {
    let bench = ShardBench()
    let first = try Self.missing(bench)
    bench.journal.epoch = "2"
    let second = try bench.resume(first, after: 3)
    bench.settle()
    bench.publish()
    bench.turn()
    let frames = try second.frames()
    #expect(frames.resume == Self.report(0, gap: Self.gap("epoch", 1, 6), exact: false))
    #expect(frames.numbers == [7])
  }

  @Test func `What the log has lost is announced with its bounds`() throws {
    let bench = ShardBench()
    let first = try Self.missing(bench)
    bench.journal.damaged = [4, 5]
    let second = try bench.resume(first, after: 2)
    bench.settle()
    let frames = try second.frames()
    #expect(frames.resume == Self.report(2, gap: Self.gap("damaged", 4, 5)))
    #expect(frames.numbers == [3, 6])
  }

  @Test func `Types that a new token does not cover are a gap, are unsubscribed and stay unheard`() throws {
    let bench = ShardBench()
    let first = try bench.session()
    try first.subscribe(#"{"events":["agent_status","metrics"]}"#)
    first.close()
    bench.publish()
    bench.publish("metrics_update", #"{"system":{},"agents":{}}"#)
    bench.turn()
    let second = try bench.resume(first, after: 0, role: "nobody")
    bench.settle()
    bench.publish()
    bench.turn()
    let frames = try second.frames()
    #expect(frames.resume == Self.report(0, gap: Self.gap("permission", 1, 2)))
    #expect(frames.types == ["connection_established", "subscription_error", "subscription_error"])
    #expect(frames[1].json?.root[["data", "error_code"]]?.string == "PERMISSION_DENIED")
    #expect(second.connection.session.subscriptions.isEmpty)
  }

  @Test func `A replay that retention overtakes ends the connection with the id to resume after`() throws {
    let bench = ShardBench()
    bench.journal.limit = 2
    let first = try Self.missing(bench)
    let second = try bench.resume(first, after: 0)
    second.isWritable = false
    bench.settle()
    bench.journal.trim(through: EventNumber(5))
    second.isWritable = true
    bench.settle()
    let frames = try second.frames()
    #expect(frames.types.first == "connection_established" && frames.last?.closeCode == 1013)
    let reason = String(decoding: frames.last?.payload.dropFirst(2) ?? [], as: UTF8.self)
    #expect(reason.hasSuffix("resume after msg_\(frames.numbers.last ?? 0)"))
    #expect(bench.journal.replays == 0)
    let third = try bench.resume(first, after: frames.numbers.last ?? 0)
    bench.settle()
    #expect(try third.frames().numbers == [6])
  }

  @Test func `A log that cannot be read ends the connection, and the session can still be resumed`() throws {
    let bench = ShardBench()
    let first = try Self.missing(bench)
    bench.journal.failure = .unavailable("broken")
    let second = try bench.resume(first, after: 3)
    bench.settle()
    #expect(try second.frames().last?.closeCode == 1013)
    bench.journal.failure = nil
    let third = try bench.resume(first, after: 3)
    bench.settle()
    #expect(try third.frames().numbers == [4, 5, 6])
    #expect(bench.journal.replays == 0)
  }

  // MARK: Who may

  @Test(arguments: ["another", "expired", "unknown", "nonsense", "off"])
  func `Another subject's session, one that has expired and one that never was are answered alike`(
    _ kind: String
  ) throws {
    var server = ServerConfig.test
    if kind == "off" { server.resumeWindow = .zero }
    let bench = ShardBench(server)
    let first = try Self.missing(bench)
    if kind == "expired" { bench.time.advance(by: .seconds(300)) }
    let name =
      switch kind {
      case "unknown": "session_abc"
      case "nonsense": "session_äöü"
      default: first.publicID
      }
    let second = try bench.session(
      subject: kind == "another" ? "other" : "u", resuming: ResumeRequest(session: name, lastEvent: "msg_3"))
    bench.settle()
    bench.publish()
    bench.turn()
    let frames = try second.frames()
    #expect(frames.resume == Self.report(resumed: false, 0, gap: Self.gap("unknown", 4, 6), exact: false))
    #expect(frames.count == 1)
    #expect(second.publicID != first.publicID)
    // Nothing has been taken from its owner.
    guard kind == "another" else { return }
    let third = try bench.resume(first, after: 3)
    bench.settle()
    #expect(try third.frames().numbers == [4, 5, 6, 7])
  }

  @Test func `A session without its prefix is the same session`() throws {
    let bench = ShardBench()
    let first = try Self.missing(bench)
    let name = String(first.publicID.dropFirst("session_".count))
    let second = try bench.session(resuming: ResumeRequest(session: name, lastEvent: "msg_3"))
    bench.settle()
    #expect(try second.frames().numbers == [4, 5, 6])
  }

  @Test func `Who resumes a session that has a connection takes it over, and the old one is closed with 1001`() throws {
    let bench = ShardBench()
    let first = try bench.session()
    try first.subscribe(#"{"events":["agent_status"]}"#)
    bench.publish()
    bench.turn()
    let second = try bench.resume(first, after: nil)
    bench.publish()
    bench.settle()
    bench.publish()
    bench.turn()
    let old = try first.frames()
    #expect(old.numbers == [1] && old.last?.closeCode == 1001)
    #expect(try second.frames().numbers == [2, 3])
    #expect(second.publicID == first.publicID)
    // The old connection's end is not the session's.
    first.close()
    bench.settle()
    bench.publish()
    bench.turn()
    #expect(try second.frames().numbers == [4])
    #expect(bench.sessions.count == 1)
  }

  @Test func `Of three who want a session the last one gets it, however far the others are`() throws {
    let bench = ShardBench()
    let first = try Self.missing(bench)
    bench.journal.isPrompt = false
    let second = try bench.resume(first, after: 3)
    bench.turn()
    let third = try bench.resume(first, after: 3)
    bench.turn()
    let fourth = try bench.resume(first, after: 3)
    for _ in 1...10 {
      bench.journal.answer()
      bench.turn()
    }
    #expect(try second.frames().types == ["8"])
    #expect(try third.frames().types == ["8"])
    #expect(try fourth.frames().numbers == [4, 5, 6])
    for session in [second, third, fourth] { session.close() }
    bench.settle()
    #expect(bench.journal.replays == 0 && bench.shard.size == 0 && bench.sessions.count == 1)
  }

  @Test func `A connection that ends while it resumes leaves the session as it was`() throws {
    let bench = ShardBench()
    let first = try Self.missing(bench)
    bench.journal.isPrompt = false
    for _ in 1...4 {
      let next = try bench.resume(first, after: 3)
      bench.turn()
      bench.journal.answer()
      next.close()
      bench.journal.answer()
      bench.settle()
    }
    bench.journal.isPrompt = true
    let last = try bench.resume(first, after: nil)
    bench.settle()
    #expect(try last.frames().numbers == [4, 5, 6])
    #expect(bench.journal.replays == 0)
  }

  @Test func `Nothing comes before the welcome, and no message is answered before it`() throws {
    let bench = ShardBench()
    let first = try Self.missing(bench)
    bench.journal.isPrompt = false
    let second = try bench.resume(first, after: 3)
    try second.say(#"{"type":"ping","id":1}"#)
    bench.publish()
    bench.turn()
    second.connection.warnOfDrain(retryAfter: .seconds(1))
    bench.advance(by: .seconds(120))
    #expect(try second.frames().isEmpty)
    for _ in 1...10 {
      bench.journal.answer()
      bench.turn()
    }
    let types = try second.frames().types
    #expect(types.first == "connection_established" && types.contains("pong"))
    #expect(types.filter { $0 == "agent_status" }.count == 4)
  }

  @Test func `A client's last event that the router has not got to again is waited for`() throws {
    let bench = ShardBench()
    let first = try Self.missing(bench)
    bench.journal.routed = EventNumber(2)
    let second = try bench.resume(first, after: 6)
    bench.settle()
    #expect(try second.frames().isEmpty)
    bench.journal.routed = EventNumber(6)
    bench.settle()
    #expect(try second.frames().resume == Self.report(0))
  }
}
