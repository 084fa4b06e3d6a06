import ConfigSchema
import RouterCore
import TestSupport
import Testing

@testable import RouterGateway

/// Sessions whose sockets take nothing for a while.
struct SlowReaderTests {
  private static let filler = String(repeating: "x", count: 1000)

  private static func status(_ number: Int) -> String {
    #"{"agent_id":"a","old_status":"\#(number)","new_status":"\#(filler)"}"#
  }

  private static func types(_ frames: [Frame]) -> [String] {
    frames.map { $0.json?.root["type"]?.string ?? "\($0.opcode)" }
  }

  private static func server(queue: ByteSize = .kibibytes(64), catchUp: ByteSize = .mebibytes(1)) -> ServerConfig {
    var server = ServerConfig.test
    (server.outboundQueue, server.catchUp) = (queue, catchUp)
    return server
  }

  @Test func `A stopped socket is given one burst and no more, and everything when it goes on`() throws {
    let bench = ShardBench()
    let session = try bench.session()
    try session.subscribe(#"{"events":["agent_status"]}"#)
    _ = try session.frames()
    session.isWritable = false
    for number in 1...50 {
      bench.publish("agent_status", Self.status(number))
      bench.turn()
    }
    #expect(try session.frames().count == 1)
    session.isWritable = true
    bench.turn()
    let ids = try session.frames().compactMap { $0.json?.root["id"]?.string }
    #expect(ids == (2...50).map { "msg_\($0)" })
    #expect(!session.connection.isBehind)
  }

  @Test func `Who falls behind beside one that is behind already gets nothing twice`() throws {
    let bench = ShardBench()
    let sessions = [try bench.session(), try bench.session()]
    for session in sessions { try session.subscribe(#"{"events":["agent_status"]}"#) }
    for session in sessions {
      session.isWritable = false
      bench.publish()
      bench.turn()
    }
    bench.publish()
    bench.turn()
    for session in sessions { session.isWritable = true }
    bench.turn()
    for session in sessions { #expect(try session.frames().numbers == [1, 2, 3]) }
  }

  @Test func `The ladder: metrics wait as one, a warning with the depth, 1013 with the place to resume from`() throws {
    let bench = ShardBench(Self.server())
    let session = try bench.session()
    try session.subscribe(#"{"events":["agent_status","metrics"]}"#)
    _ = try session.frames()
    session.isWritable = false
    for number in 1...100 where session.isOpen {
      bench.time.advance(by: .milliseconds(100))
      bench.publish("agent_status", Self.status(number))
      bench.publish("metrics_update", #"{"system":{"n":\#(number)},"agents":{}}"#)
      bench.turn()
    }
    let frames = try session.frames()
    #expect(
      Self.types(frames) == [
        "agent_status", "metrics_update", "configuration_updated", "disconnect_warning", "disconnect_warning", "8",
      ])
    #expect(frames[2].json?.root[["data", "metrics_conflated"]]?.bool == true)
    let warned = try #require(frames[3].json?.root["data"])
    #expect(warned["reason"]?.string == "slow_reader" && warned["close_code"]?.int == 1013)
    #expect((warned["queue_depth"]?.int ?? 0) > 20)
    #expect((warned["disconnect_in"]?.int ?? 0) >= 1)
    let last = try #require(frames[4].json?.root["data"])
    #expect(last["last_event_id"]?.string == "msg_2" && last["disconnect_in"]?.int == 0)
    #expect(frames[5].closeCode == 1013)
    #expect(String(decoding: frames[5].payload.dropFirst(2), as: UTF8.self) == "reading too slowly; resume after msg_2")
    let counters = bench.counters
    #expect(
      (counters.conflatedReaders.load(), counters.warnedReaders.load(), counters.droppedReaders.load()) == (1, 1, 1))
  }

  @Test func `A slow reader of metrics gets the newest of every agent and is not disconnected`() throws {
    let bench = ShardBench(Self.server())
    let session = try bench.session()
    try session.subscribe(#"{"events":["metrics"]}"#)
    _ = try session.frames()
    session.isWritable = false
    for number in 1...500 {
      let agents = #"{"a\#(number % 3)":{"n":\#(number)},"filler":"\#(Self.filler)"}"#
      bench.publish("metrics_update", #"{"system":{"n":\#(number)},"agents":\#(agents)}"#)
      bench.turn()
    }
    #expect(session.isOpen)
    session.isWritable = true
    bench.turn()
    let frames = try session.frames()
    #expect(
      Self.types(frames) == ["metrics_update", "configuration_updated", "metrics_update", "configuration_updated"])
    let merged = try #require(frames[2].json?.root)
    #expect(merged["id"]?.string == "msg_500")
    #expect(merged[["data", "system", "n"]]?.int == 500)
    #expect((0..<3).map { merged[["data", "agents", "a\($0)", "n"]]?.int } == [498, 499, 500])
    #expect(frames[3].json?.root[["data", "metrics_conflated"]]?.bool == false)
  }

  @Test func `Numbers never decrease when metrics have waited beside other events`() throws {
    let bench = ShardBench(Self.server(queue: .mebibytes(1)))
    let session = try bench.session()
    try session.subscribe(#"{"events":["agent_status","metrics"]}"#)
    session.isWritable = false
    for number in 1...300 {
      bench.publish("agent_status", Self.status(number))
      if number < 250 { bench.publish("metrics_update", #"{"system":{"n":\#(number)},"agents":{}}"#) }
      bench.turn()
    }
    session.isWritable = true
    bench.turn()
    let frames = try session.frames()
    let ids = frames.compactMap { $0.json?.root["id"]?.string }.compactMap { Int($0.dropFirst(4)) }
    #expect(ids == ids.sorted())
    #expect(Self.types(frames).filter { $0 == "agent_status" }.count == 300)
    #expect(!session.connection.isBehind)
  }

  @Test func `Who is passed by the ring is disconnected, however little it waits for`() throws {
    let bench = ShardBench(Self.server(queue: .mebibytes(64)))
    let slow = try bench.session()
    try slow.subscribe(#"{"events":["system_alert"]}"#)
    let busy = try bench.session()
    try busy.subscribe(#"{"events":["agent_status"]}"#)
    slow.isWritable = false
    for _ in 1...2 {
      bench.publish("system_alert", #"{"alert_id":"1"}"#)
      bench.turn()
    }
    for number in 1...2000 {
      bench.publish("agent_status", Self.status(number))
      if number.isMultiple(of: 50) { bench.turn() }
    }
    bench.turn()
    let frames = try slow.frames()
    #expect(frames.last?.closeCode == 1013)
    #expect(frames.filter { $0.json?.root["type"]?.string == "system_alert" }.count == 1)
    #expect(try busy.frames().filter { $0.json?.root["type"]?.string == "agent_status" }.count == 2000)
  }

  @Test func `A session that is behind and waits for nothing is not disturbed`() throws {
    let bench = ShardBench(Self.server())
    let slow = try bench.session()
    try slow.subscribe(#"{"events":["system_alert"]}"#)
    let busy = try bench.session()
    try busy.subscribe(#"{"events":["agent_status"]}"#)
    _ = try slow.frames()
    slow.isWritable = false
    bench.publish("system_alert", #"{"alert_id":"1"}"#)
    for number in 1...2000 {
      bench.publish("agent_status", Self.status(number))
      if number.isMultiple(of: 50) { bench.turn() }
    }
    bench.publish("system_alert", #"{"alert_id":"2"}"#)
    bench.turn()
    slow.isWritable = true
    bench.turn()
    #expect(Self.types(try slow.frames()) == ["system_alert", "system_alert"])
  }

  @Test func `Answers are not dropped: who does not read them is read no further`() throws {
    let bench = ShardBench()
    let session = try bench.session()
    _ = try session.frames()
    session.isWritable = false
    let id = String(repeating: "x", count: 1000)
    for number in 1...1000 { try session.say(#"{"type":"ping","id":"\#(number) \#(id)"}"#) }
    let before = try session.frames().count
    #expect(before < 100)
    session.isWritable = true
    bench.turn()
    let after = try session.frames()
    #expect(before + after.count == 1000)
    #expect(after.last?.json?.root["id"]?.string?.hasPrefix("1000 ") == true)
  }

  @Test func `Subscriptions change a few times while a session is behind, and no more until it has caught up`() throws {
    let bench = ShardBench()
    let session = try bench.session()
    try session.subscribe(#"{"events":["agent_status"]}"#)
    session.isWritable = false
    for _ in 1...2 {
      bench.publish()
      bench.turn()
    }
    for number in 1...20 { try session.subscribe(#"{"events":["agent_status"],"agents":["a\#(number)"]}"#) }
    #expect(session.connection.session.subscriptions.agentCount == 8)
    session.isWritable = true
    bench.turn()
    #expect(session.connection.session.subscriptions.agentCount == 20)
    #expect(!session.connection.isBehind)
    let types = Self.types(try session.frames())
    #expect(types.filter { $0 == "agent_status" }.count == 2)
    #expect(types.filter { $0 == "subscription_confirmed" }.count == 21)
  }

  @Test func `What was not subscribed to when it happened is not sent later`() throws {
    let bench = ShardBench()
    let session = try bench.session()
    try session.subscribe(#"{"events":["agent_status"]}"#)
    let other = try bench.session()
    try other.subscribe(#"{"events":["system_alert"]}"#)
    _ = try session.frames()
    session.isWritable = false
    bench.publish()
    bench.turn()
    bench.publish("system_alert", #"{"alert_id":"1"}"#)
    bench.publish()
    bench.turn()
    try session.subscribe(#"{"events":["system_alert"]}"#)
    bench.publish("system_alert", #"{"alert_id":"2"}"#)
    bench.turn()
    session.isWritable = true
    bench.turn()
    let ids = try session.frames().compactMap { $0.json?.root["id"]?.string }
    #expect(ids == ["msg_1", "msg_3", "msg_4"])
  }
}
