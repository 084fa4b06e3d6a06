import NIOCore
import NIOEmbedded
import NIOHTTP1
import RouterCore
import Testing

@testable import LoadBench

/// The publisher on a channel without a network.
struct PublisherTests {
  private final class Bench {
    let channel = EmbeddedChannel()
    let progress = Progress()
    let plan: ClientPlan
    let publisher: Publisher
    private(set) var result: Result<PublishCount, any Error>?

    init(_ publishing: Publishing = .test, ownAgent: Bool = false) throws {
      let options = try BenchOptions.test(ownAgent ? .ownAgent(publishing) : .fanOut(publishing))
      plan = ClientPlan(options, format: MarkerFormat(run: 7))
      publisher = Publisher(publishing, options: options, plan: plan, progress: progress)
      try channel.pipeline.syncOperations.addHandler(publisher)
      try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
    }

    deinit { _ = try? channel.finish(acceptAlreadyClosed: true) }

    func publish(_ length: RunLength) {
      result = nil
      let promise = channel.eventLoop.makePromise(of: PublishCount.self)
      promise.futureResult.assumeIsolated().whenComplete { self.result = $0 }
      publisher.publish(length, promise)
    }

    /// The requests that have been sent since the last call.
    func requests() throws -> [(head: HTTPRequestHead, body: JSONNode)] {
      var requests: [(HTTPRequestHead, JSONNode)] = []
      var head: HTTPRequestHead?
      while let part = try channel.readOutbound(as: HTTPClientRequestPart.self) {
        switch part {
        case .head(let next): head = next
        case .body(.byteBuffer(let body)):
          #expect(head?.headers["Content-Length"] == [String(body.readableBytes)])
          requests.append((try #require(head), try JSONDocument(parsing: Array(body.readableBytesView)).root))
        case .body, .end: break
        }
      }
      return requests
    }

    func answer(_ status: HTTPResponseStatus, _ body: String = "", times: Int = 1) throws {
      for _ in 0..<times {
        try channel.writeInbound(HTTPClientResponsePart.head(HTTPResponseHead(version: .http1_1, status: status)))
        try channel.writeInbound(HTTPClientResponsePart.body(ByteBuffer(string: body)))
        try channel.writeInbound(HTTPClientResponsePart.end(nil))
      }
    }

    var failure: BenchFailure? {
      if case .failure(let error) = result { error as? BenchFailure } else { nil }
    }

    var count: PublishCount? { try? result?.get() }
  }

  @Test func `An event is what the catalogue asks for, of the size that was asked for`() throws {
    let bench = try Bench(ownAgent: true)
    bench.publish(.count(4))
    let requests = try bench.requests()
    let (head, event) = try #require(requests.last)
    #expect((head.method, head.uri) == (.POST, "/api/v1/events"))
    #expect(head.headers["Authorization"] == ["Bearer token"])
    #expect(head.headers["Host"] == ["127.0.0.1:1"])
    #expect(event["type"]?.string == "agent_status")
    #expect(event["data"]?["agent_id"]?.string == "bench-000003")
    #expect(event["data"]?["bench"]?.string?.hasSuffix(":0000000000000003") == true)
    #expect(event.text.count == 200)
  }

  @Test func `Not more than the window is outstanding, and not more than the pipeline unanswered`() throws {
    let bench = try Bench(Publishing(pace: .closed(window: 8), payload: 1, batch: 1, pipeline: 3))
    bench.publish(.count(20))
    #expect(try bench.requests().count == 3, "the pipeline is full")
    try bench.answer(.accepted, times: 3)
    #expect(try bench.requests().count == 3)
    try bench.answer(.accepted, times: 3)
    #expect(try bench.requests().count == 2, "the window is full")
    try bench.answer(.accepted, times: 2)
    bench.progress.add(4 * 2, at: 0)
    bench.publisher.pump()
    #expect(try bench.requests().count == 2, "two events have come to all four clients")
    #expect(bench.result == nil)
  }

  @Test func `A part ends when everything is answered`() throws {
    let bench = try Bench()
    bench.publish(.count(2))
    #expect(try bench.requests().count == 2)
    try bench.answer(.accepted)
    #expect(bench.result == nil)
    try bench.answer(.accepted)
    #expect(bench.count == PublishCount(sent: 2, accepted: 2))
    bench.progress.add(8, at: 0)
    bench.publish(.count(1))
    try bench.answer(.accepted)
    #expect(bench.count == PublishCount(sent: 3, accepted: 3), "counts go on")
  }

  @Test func `Several events go in one request as an array, the rest in a smaller one`() throws {
    let bench = try Bench(Publishing(pace: .closed(window: 8), payload: 1, batch: 3, pipeline: 8))
    bench.publish(.count(7))
    let bodies = try bench.requests().map(\.body)
    #expect(bodies.map { $0.kind == .array ? $0.count : 1 } == [3, 3, 1])
  }

  @Test func `Events that are refused with 503 are counted by whom they would have reached, after a pause it goes on`()
    throws
  {
    let bench = try Bench(ownAgent: true)
    bench.publish(.count(6))
    #expect(try bench.requests().count == 4)
    try bench.answer(.serviceUnavailable, times: 2)
    try bench.answer(.accepted, times: 2)
    #expect(try bench.requests().isEmpty, "a pause")
    bench.channel.embeddedEventLoop.advanceTime(by: .milliseconds(100))
    #expect(try bench.requests().count == 2)
    try bench.answer(.accepted, times: 2)
    #expect(bench.count == PublishCount(sent: 6, accepted: 4, refused: 2, refusedBySlot: [0: 1, 1: 1]))
  }

  @Test(arguments: [(401, "junctor token"), (403, "--role admin"), (429, "profile: unlimited"), (422, "(no agent)")])
  func `Another refusal ends the bench, with the reason`(status: Int, help: String) throws {
    let bench = try Bench()
    bench.publish(.count(1))
    try bench.answer(HTTPResponseStatus(statusCode: status), #"{"title":"x","detail":"no agent"}"#)
    #expect(bench.failure == .publishRefused(status: status, detail: "no agent"))
    #expect(bench.failure?.description.contains(help) == true)
  }

  @Test func `A connection that is cut ends the bench`() throws {
    let bench = try Bench()
    bench.publish(.count(1))
    bench.channel.pipeline.fireChannelInactive()
    #expect(bench.result == nil)
    bench.channel.embeddedEventLoop.advanceTime(by: .seconds(1))
    #expect(bench.failure == .publisherCut)
  }

  @Test func `A connection that is cut with clients leaves what is known`() throws {
    let bench = try Bench()
    bench.publish(.count(3))
    try bench.answer(.accepted)
    try bench.channel.close().wait()
    bench.progress.add(ClientEnding(client: 1, reason: "close 1001"))
    bench.channel.embeddedEventLoop.advanceTime(by: .seconds(1))
    #expect(bench.count == PublishCount(sent: 3, accepted: 1))
    bench.publish(.count(1))
    #expect(bench.count == PublishCount(sent: 3, accepted: 1), "nor is the next part a failure")
  }

  @Test func `When clients are cut off no more is published`() throws {
    let bench = try Bench()
    bench.publish(.count(100))
    #expect(try bench.requests().count == 4)
    bench.progress.add(ClientEnding(client: 1, reason: "close 1013"))
    try bench.answer(.accepted, times: 4)
    #expect(try bench.requests().isEmpty)
    #expect(bench.count == PublishCount(sent: 4, accepted: 4))
  }
}
