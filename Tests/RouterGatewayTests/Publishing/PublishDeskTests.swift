import RouterCore
import TestSupport
import Testing

@testable import RouterGateway

/// What the `publish` message and HTTP share (contract §1, §7).
struct PublishDeskTests {
  private static let status = statusEnvelope()
  private static let alert = #"{"type":"system_alert","data":{"alert_id":"a","severity":"error"}}"#

  @Test func `Events get their numbers in order, as events of ingest`() async throws {
    let bench = try PublishBench()
    let own = statusEnvelope(#","timestamp":"2020-01-01T00:00:00Z","source":"probe""#)
    #expect(try await bench.publish("[\(Self.status),\(own)]").map(\.publicID) == ["msg_1", "msg_2"])
    let entries = try #require(await bench.log.entries(after: .zero, limit: 9))
    #expect(entries.map(\.origin) == [.ingest, .ingest])
    #expect(entries.map(\.event.source) == ["user_456", "probe"])
    #expect(entries.map(\.event.time.text) == [bench.time.now().text, "2020-01-01T00:00:00Z"])
    #expect(entries.map(\.event.agent) == ["agent_123", "agent_123"])
    #expect(bench.counters.published.load() == 2)
  }

  @Test func `An event published again gets the number that it had`() async throws {
    let bench = try PublishBench()
    let event = statusEnvelope(#","id":"a""#)
    let other = statusEnvelope(#","id":"b""#)
    #expect(try await bench.publish("[\(event)]").map(\.value) == [1])
    #expect(try await bench.publish("[\(other),\(event),\(other)]").map(\.value) == [2, 1, 2])
    #expect(bench.counters.published.load() == 2)
  }

  @Test(
    arguments: [
      ("{}", .invalidMessageFormat, "'data.events' is missing or not an array", []),
      ("no JSON", .invalidMessageFormat, "'data.events' is missing or not an array", []),
      ("[]", .invalidMessageFormat, "'data.events' is empty", []),
      ("[7]", .invalidMessageFormat, "an event envelope is an object, this is a number", ["0 -"]),
      ("[{}]", .invalidMessageFormat, "'type' is missing or not a string", ["0 type", "0 data"]),
      (#"[{"type":"nope","data":{}}]"#, .invalidEventType, "unknown event type 'nope'", ["0 type"]),
      (
        #"[{"type":"entity_created","data":{"entity_id":"a"}}]"#, .unsupportedEventType,
        "event type 'entity_created' is switched off in this deployment", ["0 type"]
      ),
      (
        "[\(status),\(statusEnvelope(#","timestamp":7,"source":"","id":"""#))]", .invalidMessageFormat,
        "1 of 2 events are refused, so none is accepted", ["1 timestamp", "1 source", "1 id"]
      ),
      (
        #"[{"type":"agent_status","data":{"agent_id":"","old_status":"a"}}]"#, .invalidMessageFormat,
        "'data.agent_id': expected a non-empty string, found an empty string",
        ["0 data.agent_id", "0 data.new_status"]
      ),
      (
        #"[{},{"type":"system_alert","data":{"alert_id":"a","severity":"error"}}]"#, .permissionDenied,
        "2 of 2 events are refused, so none is accepted", ["0 type", "0 data", "1 type"]
      ),
    ] as [(String, ErrorCode, String, [String])])
  func `What is refused, in which words`(
    _ events: String, _ code: ErrorCode, _ text: String, _ fields: [String]
  ) async throws {
    let bench = try PublishBench(disabling: ["entity_created"])
    let refusal = try #require(await bench.refusal(events, as: .role("agent_manager")))
    #expect(refusal.code == code && refusal.text == text && refusal.retryAfter == nil)
    #expect(refusal.flaws.map { "\($0.index) \($0.place.field ?? "-")" } == fields)
    #expect(bench.log.status().head == .zero)
    #expect(bench.counters.published.load() == 0)
  }

  @Test func `A thousand events may come at once, and no more`() async throws {
    let bench = try PublishBench(SessionLimits(.unlimited))
    let list = { (count: Int) in "[\(Array(repeating: Self.status, count: count).joined(separator: ","))]" }
    #expect(try await bench.publish(list(1000)).count == 1000)
    let refusal = try #require(await bench.refusal(list(1001)))
    #expect(refusal.code == .invalidMessageFormat && refusal.text == "at most 1000 events are published at once")
  }

  @Test func `Of very many flaws the first hundred are listed`() async throws {
    let bench = try PublishBench(SessionLimits(.unlimited))
    let refusal = try #require(await bench.refusal("[\(Array(repeating: "7", count: 1000).joined(separator: ","))]"))
    #expect(refusal.text == "1000 of 1000 events are refused, so none is accepted")
    #expect(refusal.flaws.map(\.index) == Array(0..<100))
  }

  @Test(
    arguments: [
      (.role("observer"), status, false), (.role("agent_manager"), status, true),
      (.role("agent_manager"), alert, false),
      (.role("admin"), alert, true), (.agent("agent_123"), status, true), (.agent("agent_9"), status, false),
      (.agent("agent_123"), alert, false),
      (.agent("a"), #"{"type":"metrics_update","data":{"agents":{"a":{}}}}"#, true),
      (.agent("a"), #"{"type":"metrics_update","data":{"agents":{"a":{},"b":{}}}}"#, false),
    ] as [(Principal, String, Bool)])
  func `Who may publish what`(_ principal: Principal, _ event: String, _ may: Bool) async throws {
    let bench = try PublishBench()
    let refusal = await bench.refusal("[\(event)]", as: principal)
    #expect(refusal?.code == (may ? nil : .permissionDenied))
  }

  @Test func `A full log and a server that stops are worth another try`() async throws {
    let bench = try PublishBench(queue: 1)
    _ = try await bench.publish("[\(Self.status)]")
    let full = try #require(await bench.refusal("[\(Self.status)]"))
    #expect(full.code == .rateLimitExceeded && full.retryAfter == .seconds(1))
    #expect(full.text == "the router is behind: too many events wait")
    bench.state.enter(.draining)
    let stopping = try #require(await bench.refusal("[\(Self.status)]"))
    #expect(stopping.text == "the server is starting or stopping" && stopping.retryAfter == .seconds(1))
  }

  // MARK: Rate

  @Test func `What is over the rate is refused whole, until the window ends`() async throws {
    var limits = SessionLimits(.production)
    limits.publishRate = 3
    let bench = try PublishBench(limits)
    _ = try await bench.publish("[\(Self.status),\(Self.status)]")
    bench.time.advance(by: .milliseconds(300))
    let refusal = try #require(await bench.refusal("[\(Self.status),\(Self.status)]"))
    #expect(refusal.code == .rateLimitExceeded && refusal.retryAfter?.wholeSeconds == 1)
    guard case .overRate(let limit) = refusal.reason else { return #expect(Bool(false), "\(refusal.reason)") }
    #expect(limit == LimitReport(kind: .publishRate, limit: 3, current: 2))
    // Another principal has a rate of its own.
    _ = try await bench.publish("[\(Self.status),\(Self.status)]", as: .role("admin", subject: "other"))
    // One event is left, and after that none.
    _ = try await bench.publish("[\(Self.status)]")
    #expect(await bench.refusal("[\(Self.status)]")?.code == .rateLimitExceeded)
    bench.time.advance(by: .milliseconds(700))
    _ = try await bench.publish("[\(Self.status),\(Self.status),\(Self.status)]")
    #expect(bench.counters.published.load() == 8)
  }

  @Test func `A list beyond the whole rate is never worth another try`() async throws {
    var limits = SessionLimits(.production)
    limits.publishRate = 1
    let bench = try PublishBench(limits)
    let refusal = try #require(await bench.refusal("[\(Self.status),\(Self.status)]"))
    #expect(refusal.code == .invalidMessageFormat && refusal.retryAfter == nil)
    #expect(refusal.text == "2 events at once are more than the 1 that may be published in a second")
    _ = try await bench.publish("[\(Self.status)]")
  }
}
