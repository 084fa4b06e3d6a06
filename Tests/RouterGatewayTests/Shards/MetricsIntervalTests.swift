import NIOCore
import RouterCore
import TestSupport
import Testing

@testable import RouterGateway

/// Metrics at an interval that the client has configured (contract §2, configure).
struct MetricsIntervalTests {
  private static func metrics(_ load: Int, _ agents: String = "") -> String {
    #"{"system":{"cpu_usage":\#(load)},"agents":{\#(agents)}}"#
  }

  private static func agent(_ name: String, _ load: Int) -> String { #""\#(name)":{"status":"s","n":\#(load)}"# }

  private static func sampling(_ bench: ShardBench, every interval: Int = 5000) throws -> EmbeddedSession {
    let session = try bench.session()
    try session.subscribe(#"{"events":["metrics","agent_status"]}"#)
    try session.say(#"{"type":"configure","data":{"metrics_interval":\#(interval)}}"#)
    _ = try session.frames()
    return session
  }

  @Test func `The first sample comes at once, the others together when the interval has passed`() throws {
    let bench = ShardBench()
    let session = try Self.sampling(bench)
    bench.publish("metrics_update", Self.metrics(1))
    bench.turn()
    #expect(try session.frames().numbers == [1])
    for load in 2...4 { bench.publish("metrics_update", Self.metrics(load)) }
    bench.turn()
    #expect(try session.frames().isEmpty)
    bench.loop.advanceTime(by: .milliseconds(4990))
    #expect(try session.frames().isEmpty)
    bench.loop.advanceTime(by: .milliseconds(10))
    let frames = try session.frames()
    #expect(frames.numbers == [4])
    #expect(frames.first?.json?.root[["data", "system", "cpu_usage"]]?.int == 4)
    bench.loop.advanceTime(by: .seconds(20))
    #expect(try session.frames().isEmpty)
  }

  @Test func `Of every agent the newest wins`() throws {
    let bench = ShardBench()
    let session = try Self.sampling(bench)
    bench.publish("metrics_update", Self.metrics(0))
    bench.publish("metrics_update", Self.metrics(1, Self.agent("a", 1) + "," + Self.agent("b", 1)))
    bench.publish("metrics_update", Self.metrics(2, Self.agent("a", 2)))
    bench.turn()
    _ = try session.frames()
    bench.loop.advanceTime(by: .seconds(5))
    let agents = try session.frames().first?.json?.root[["data", "agents"]]
    #expect(agents?[["a", "n"]]?.int == 2 && agents?[["b", "n"]]?.int == 1)
  }

  @Test func `Other events come as they are, and ids never decrease`() throws {
    let bench = ShardBench()
    let session = try Self.sampling(bench)
    bench.publish("metrics_update", Self.metrics(1))
    bench.publish("metrics_update", Self.metrics(2))
    bench.publish()
    bench.turn()
    #expect(try session.frames().numbers == [3, 3])
    bench.publish("metrics_update", Self.metrics(4))
    bench.publish()
    bench.turn()
    #expect(try session.frames().numbers == [5])
    bench.loop.advanceTime(by: .seconds(5))
    #expect(try session.frames().numbers == [5])
  }

  @Test func `Without an interval what waits goes out at once, and then each as it comes`() throws {
    let bench = ShardBench()
    let session = try Self.sampling(bench)
    for load in 1...2 { bench.publish("metrics_update", Self.metrics(load)) }
    bench.turn()
    _ = try session.frames()
    try session.say(#"{"type":"configure","data":{"metrics_interval":0}}"#)
    #expect(try session.frames().types == ["metrics_update", "configuration_updated"])
    for load in 3...4 { bench.publish("metrics_update", Self.metrics(load)) }
    bench.turn()
    #expect(try session.frames().numbers == [3, 4])
  }

  @Test func `A shorter interval counts at once`() throws {
    let bench = ShardBench()
    let session = try Self.sampling(bench, every: 3_600_000)
    for load in 1...2 { bench.publish("metrics_update", Self.metrics(load)) }
    bench.turn()
    _ = try session.frames()
    try session.say(#"{"type":"configure","data":{"metrics_interval":100}}"#)
    #expect(try session.frames().types == ["configuration_updated"])
    bench.loop.advanceTime(by: .milliseconds(100))
    #expect(try session.frames().numbers == [2])
  }

  @Test func `A session that is behind gets its sample when it has caught up`() throws {
    let bench = ShardBench()
    let session = try Self.sampling(bench)
    session.isWritable = false
    bench.publish()
    for load in 2...3 { bench.publish("metrics_update", Self.metrics(load)) }
    bench.turn()
    bench.loop.advanceTime(by: .seconds(10))
    _ = try session.frames()
    session.isWritable = true
    bench.turn()
    #expect(try session.frames().numbers.last == 3)
  }

  @Test func `Sessions without an interval hear every sample, and nothing is left of those with one`() throws {
    let bench = ShardBench()
    let sampled = try Self.sampling(bench)
    let other = try bench.session()
    try other.subscribe(#"{"events":["metrics"]}"#)
    _ = try other.frames()
    for load in 1...3 { bench.publish("metrics_update", Self.metrics(load)) }
    bench.turn()
    #expect(try other.frames().numbers == [1, 2, 3])
    sampled.close()
    other.close()
    bench.turn()
    bench.loop.advanceTime(by: .seconds(10))
    #expect(bench.shard.size == 0)
    #expect(bench.counters.delivered.load() == 3 && bench.counters.unmatched.load() == 0)
  }

  @Test func `A resumed session keeps what it has configured`() throws {
    let bench = ShardBench()
    let first = try Self.sampling(bench)
    try first.say(#"{"type":"configure","data":{"buffer_size":7,"mirror_timestamp":true}}"#)
    first.close()
    for load in 1...3 { bench.publish("metrics_update", Self.metrics(load)) }
    bench.turn()
    let second = try bench.resume(first, after: nil)
    bench.settle()
    // What was missed of metrics is one sample, and not counted.
    let frames = try second.frames()
    #expect(frames.types == ["connection_established", "metrics_update"])
    #expect(frames.first?.json?.root[["data", "resume", "replayed"]]?.int == 0)
    try second.say(#"{"type":"configure","data":{}}"#)
    let options = try second.frames().first?.json?.root["data"]
    #expect(options?["metrics_interval"]?.int == 5000 && options?["buffer_size"]?.int == 7)
    #expect(options?["mirror_timestamp"]?.bool == true && options?["compression"]?.bool == false)
  }

  @Test(arguments: ["unsubscribe", "other agents"])
  func `A sample that waits is not sent when it is not asked for any more`(_ change: String) throws {
    let bench = ShardBench()
    let session = try bench.session()
    try session.subscribe(#"{"events":["metrics"],"agents":["a"]}"#)
    try session.say(#"{"type":"configure","data":{"metrics_interval":5000}}"#)
    for load in 1...2 {
      bench.publish("metrics_update", Self.metrics(load, Self.agent("a", load) + "," + Self.agent("b", load)))
    }
    bench.turn()
    _ = try session.frames()
    if change == "unsubscribe" {
      try session.unsubscribe(#"{"events":["metrics"]}"#)
    } else {
      try session.unsubscribe(#"{"events":["metrics"],"agents":["a"]}"#)
      try session.subscribe(#"{"events":["metrics"],"agents":["b"]}"#)
    }
    _ = try session.frames()
    bench.loop.advanceTime(by: .seconds(5))
    let agents = try session.frames().compactMap { $0.json?.root[["data", "agents"]]?.members.map(\.name) }
    // Nothing, or nothing but what is asked for now.
    #expect(agents.allSatisfy { $0 == ["b"] })
  }
}
