import SignedHTTP
import RouterCore
import Synchronization
import TestSupport
import Testing

@testable import WebhookPlugin

/// Against a server, over loopback.
@Suite(.timeLimit(.minutes(1))) struct WebhookSinkTests {
  private static let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

  @Test func `A request says everything that a receiver needs`() async throws {
    let bench = try await WebhookBench("secret: \(Self.secret)\nheaders: { Authorization: Bearer x, X-Team: ops }")
    try await bench.withSink { #expect(await $0.deliver([.sample(42)]) == .delivered) }
    let request = try #require(bench.receiver.requests.first)
    #expect(bench.receiver.requests.count == 1)
    #expect(request.path == "/hook?token=hush")
    #expect(
      request.headers.filter { $0.key != "host" && $0.key != "content-length" } == [
        "content-type": "application/cloudevents+json", "authorization": "Bearer x", "x-team": "ops",
        "user-agent": "junctor", "webhook-id": "msg_42", "webhook-timestamp": "1705314600",
        "webhook-signature": Signature.text(
          id: "msg_42", seconds: 1_705_314_600, body: Array(request.body.utf8), secrets: .sample(Self.secret)),
      ])
    #expect(request.ids == ["msg_42"])
  }

  @Test func `Without a secret nothing is signed`() async throws {
    let bench = try await WebhookBench()
    try await bench.withSink { #expect(await $0.deliver([.sample(1)]) == .delivered) }
    #expect(bench.receiver.requests.first?.headers["webhook-signature"] == nil)
    #expect(bench.receiver.requests.first?.headers["webhook-id"] == "msg_1")
  }

  @Test func `A batch is one request, within its bounds`() async throws {
    let bench = try await WebhookBench("format: batch\nbatch: { events: 4 }\norder: strict")
    try await bench.withSink { #expect(await $0.deliver(Delivery.samples(1...10)) == .delivered) }
    #expect(bench.receiver.requests.map(\.numbers) == [[1, 2, 3, 4], [5, 6, 7, 8], [9, 10]])
    #expect(bench.receiver.requests[0].headers["content-type"] == "application/cloudevents-batch+json")
    #expect(Set(bench.receiver.requests.map { $0.headers["webhook-id"] }).count == 3)
  }

  @Test func `No body is longer than asked for`() async throws {
    let bench = try await WebhookBench("format: batch\nbatch: { size: 1KiB }\norder: strict")
    try await bench.withSink { #expect(await $0.deliver(Delivery.samples(1...20)) == .delivered) }
    #expect(bench.receiver.requests.allSatisfy { $0.body.utf8.count <= 1024 })
    #expect(bench.receiver.requests.count < 12)
    #expect(bench.receiver.accepted == Array(1...20))
  }

  @Test func `A repeated request has the same id and a new timestamp`() async throws {
    for options in ["", "format: batch\norder: strict"] {
      let bench = try await WebhookBench(options) { _, index in .status(index < 2 ? 503 : 200) }
      let batch = options.isEmpty ? [Delivery.sample(1)] : Delivery.samples(1...3)
      try await bench.withSink { sink in
        for _ in 0..<2 {
          #expect(await sink.deliver(batch) == .retry(reason: "the server answers 503"))
          bench.time.advance(by: .seconds(5))
        }
        #expect(await sink.deliver(batch) == .delivered)
      }
      let headers = bench.receiver.requests.map(\.headers)
      #expect(Set(headers.map { $0["webhook-id"] }).count == 1)
      #expect(headers.map { $0["webhook-timestamp"] } == ["1705314600", "1705314605", "1705314610"])
    }
  }

  @Test(arguments: [301, 302, 307, 308, 401, 404, 418])
  func `What is refused for good is rejected and the rest goes on`(status: Int) async throws {
    let elsewhere = try await Receiver()
    let location = ["location": elsewhere.url]
    let bench = try await WebhookBench("order: strict") { _, index in
      index == 1 ? .status(status, location) : .status(200)
    }
    try await bench.withSink { sink in
      guard case .rejected(1, let reason) = await sink.deliver(Delivery.samples(1...3)) else {
        return #expect(Bool(false), "not rejected")
      }
      #expect(reason.hasPrefix("the server answers \(status)"))
      #expect(reason.contains("redirects are not followed") == (300..<400).contains(status))
      #expect(await sink.deliver(Delivery.samples(3...3)) == .delivered)
    }
    #expect(bench.receiver.accepted == [1, 3])
    #expect(elsewhere.requests.isEmpty)
  }

  @Test(arguments: [429, 503])
  func `A server that asks for time gets it`(status: Int) async throws {
    let bench = try await WebhookBench("concurrency: 1") { _, index in
      index == 1 ? .status(status, ["retry-after": "17"]) : .status(200)
    }
    let batch = [Delivery.of(1, agent: "a"), .of(2, agent: "b"), .of(3, agent: "c")]
    try await bench.withSink { sink in
      let answer = await sink.deliver(batch)
      #expect(answer == .retry(delivered: 1, after: .seconds(17), reason: "the server answers \(status)"))
      #expect(bench.receiver.requests.count == 2)
      #expect(await sink.deliver(Array(batch[1...])) == .delivered)
    }
    #expect(bench.receiver.accepted == [1, 2, 3])
  }

  @Test func `An endpoint that is gone is left alone`() async throws {
    let bench = try await WebhookBench("order: strict") { _, index in .status(index == 1 ? 410 : 200) }
    let reason = "the server answers 410: the endpoint is gone and wants nothing more"
    try await bench.withSink { sink in
      #expect(await sink.deliver(Delivery.samples(1...3)) == .stop(delivered: 1, reason: reason))
      #expect(await sink.deliver(Delivery.samples(2...3)) == .stop(delivered: 0, reason: reason))
    }
    #expect(bench.receiver.requests.count == 2)
  }

  @Test func `A batch that is too large is halved, and only the event that is too large by itself is rejected`()
    async throws
  {
    let bench = try await WebhookBench("format: batch\norder: strict") { request, _ in
      .status(request.body.utf8.count > 1500 ? 413 : 200)
    }
    let long = Delivery.sample(5, "agent_status", #"{"agent_id":"\#(String(repeating: "x", count: 2000))"}"#)
    try await bench.withSink { sink in
      let batch = Delivery.samples(1...4) + [long] + Delivery.samples(6...9)
      #expect(await bench.deliverAll(batch, to: sink) == [5])
    }
    #expect(bench.receiver.accepted == [1, 2, 3, 4, 6, 7, 8, 9])
  }

  @Test func `A server that says nothing is given up after the timeout`() async throws {
    let bench = try await WebhookBench("timeout: 7s") { _, index in index == 0 ? .silence : .status(200) }
    try await bench.withSink { sink in
      async let answer = sink.deliver([.sample(1)])
      await bench.receiver.record.wait { $0.requests.count == 1 }
      await bench.time.waitForSleepers()
      #expect(bench.time.nextDeadline == VirtualTime.start + .seconds(7))
      bench.time.advance(by: .seconds(7))
      #expect(await answer == .retry(reason: "\(bench.server): no answer in time"))
      // The connection is given up too, so that no late answer is taken for another's.
      await bench.receiver.record.wait { $0.open == 0 }
      #expect(await sink.deliver([.sample(1)]) == .delivered)
    }
  }

  @Test func `A connection that breaks is a reason to try again`() async throws {
    let bench = try await WebhookBench { _, index in index == 0 ? .end : .status(200) }
    try await bench.withSink { sink in
      let reason = "\(bench.server): the server closed the connection without an answer"
      #expect(await sink.deliver([.sample(1)]) == .retry(reason: reason))
      #expect(await sink.deliver([.sample(1)]) == .delivered)
    }
  }

  @Test func `A server that is not there is a reason to try again`() async throws {
    let bench = try await WebhookBench()
    try await bench.receiver.shut()
    try await bench.withSink { sink in
      let reason = "\(bench.server): Connection refused"
      let answer = await sink.deliver([.sample(1)])
      #expect(answer == .retry(reason: reason))
      try await bench.receiver.open()
      #expect(await sink.deliver([.sample(1)]) == .delivered)
    }
  }

  @Test func `The head of an answer is enough, however long its body takes`() async throws {
    let bench = try await WebhookBench { _, index in index == 0 ? .slowBody(10) : .status(200) }
    try await bench.withSink { sink in
      async let answer = sink.deliver([.sample(1)])
      await bench.receiver.record.wait { $0.requests.count == 1 }
      // The wait for the head is over when that for the body has begun.
      while bench.time.nextDeadline != VirtualTime.start + .seconds(1) { await Task.yield() }
      bench.time.advance(by: .seconds(1))
      #expect(await answer == .delivered)
      #expect(await sink.deliver([.sample(2)]) == .delivered)
    }
    #expect(bench.receiver.accepted == [1, 2])
  }

  @Test func `A body without an end is not read to the end`() async throws {
    let bench = try await WebhookBench { _, index in index == 0 ? .endlessBody : .status(200) }
    try await bench.withSink { sink in
      #expect(await sink.deliver([.sample(1)]) == .delivered)
      await bench.receiver.record.wait { $0.open == 0 }
      #expect(await sink.deliver([.sample(2)]) == .delivered)
    }
  }

  @Test func `Cancelling ends what is under way and begins nothing more`() async throws {
    let bench = try await WebhookBench("concurrency: 2") { request, _ in
      request.numbers == [1] ? .status(200) : .silence
    }
    try await bench.withSink { sink in
      let batch = (1...5).map { Delivery.of($0, agent: "agent \($0)") }
      let task = Task { await sink.deliver(batch) }
      await bench.receiver.record.wait { $0.requests.count == 3 }
      task.cancel()
      #expect(await task.value == .retry(delivered: 1, reason: "the sink is being stopped"))
      await bench.receiver.record.wait { $0.open == 0 }
    }
    #expect(bench.receiver.requests.count == 3)
  }

  @Test func `As many requests are under way as allowed, of a key one`() async throws {
    let bench = try await WebhookBench("concurrency: 3") { _, _ in .silence }
    try await bench.withSink { sink in
      let agents = ["a", "a", "b", "a", "b", "c", "d", "e"]
      let batch = agents.enumerated().map { Delivery.of(UInt64($0.offset + 1), agent: $0.element) }
      let task = Task { await sink.deliver(batch) }
      let record = await bench.receiver.record.wait { $0.requests.count == 3 }
      #expect(Set(record.requests.flatMap(\.numbers)) == [1, 3, 6])
      task.cancel()
      _ = await task.value
    }
  }

  @Test func `Requests keep the rate`() async throws {
    let bench = try await WebhookBench("rate: 10/s")
    try await bench.withSink { sink in
      async let answer = sink.deliver(Delivery.samples(1...5))
      for count in 1...4 {
        await bench.receiver.record.wait { $0.requests.count == count }
        // The pace, once no request sleeps for its timeout any more.
        while bench.time.nextDeadline != VirtualTime.start + .milliseconds(100 * count) { await Task.yield() }
        #expect(bench.receiver.requests.count == count)
        bench.time.advance(to: VirtualTime.start + .milliseconds(100 * count))
      }
      #expect(await answer == .delivered)
    }
    #expect(bench.receiver.requests.count == 5)
  }

  @Test func `A rate does not keep a sink from being stopped`() async throws {
    let bench = try await WebhookBench("rate: 1/d")
    try await bench.withSink { sink in
      let task = Task { await sink.deliver(Delivery.samples(1...2)) }
      await bench.receiver.record.wait { $0.requests.count == 1 }
      while bench.time.nextDeadline != VirtualTime.start + .seconds(86400) { await Task.yield() }
      task.cancel()
      #expect(await task.value == .retry(delivered: 1, reason: "the sink is being stopped"))
    }
  }

  @Test func `A server that fails again and again is left alone, also by other sinks`() async throws {
    let bench = try await WebhookBench("order: strict\nbreaker: { failures: 3, pause: 30s }") { _, _ in .status(500) }
    let waiting = "\(bench.server) does not work: nothing is sent to it for a while"
    let other = try bench.sink()
    try await bench.withSink { sink in
      for _ in 0..<3 { #expect(await sink.deliver([.sample(1)]) == .retry(reason: "the server answers 500")) }
      #expect(await sink.deliver([.sample(1)]) == .retry(after: .seconds(30), reason: waiting))
      #expect(await other.deliver([.sample(2)]) == .retry(after: .seconds(30), reason: waiting))
      #expect(bench.receiver.requests.count == 3)
      bench.time.advance(by: .seconds(30))
      #expect(await sink.deliver([.sample(1)]) == .retry(reason: "the server answers 500"))
      #expect(await other.deliver([.sample(2)]) == .retry(after: .seconds(30), reason: waiting))
      #expect(bench.receiver.requests.count == 4)
      bench.receiver.answer { _, _ in .status(200) }
      bench.time.advance(by: .seconds(30))
      #expect(await other.deliver([.sample(2)]) == .delivered)
      #expect(await sink.deliver([.sample(1)]) == .delivered)
    }
    try await other.close()
    #expect(bench.breakers.isEmpty)
  }

  /// A probe that is never heard of again must not leave the server alone for ever.
  @Test func `A probe that is cancelled leaves the way free for the next`() async throws {
    let bench = try await WebhookBench("breaker: { failures: 1, pause: 30s }") { _, index in
      index == 0 ? .status(500) : index == 1 ? .silence : .status(200)
    }
    try await bench.withSink { sink in
      _ = await sink.deliver([.sample(1)])
      bench.time.advance(by: .seconds(30))
      let task = Task { await sink.deliver([.sample(1)]) }
      await bench.receiver.record.wait { $0.requests.count == 2 }
      task.cancel()
      _ = await task.value
      #expect(await sink.deliver([.sample(1)]) == .delivered)
    }
  }

  @Test func `Nobody reads a URL's secrets in an answer`() async throws {
    let bench = try await WebhookBench()
    try await bench.receiver.shut()
    try await bench.withSink { #expect(!"\(await $0.deliver([.sample(1)]))".contains("hush")) }
  }
}

extension WebhookBench {
  var server: String { "http://127.0.0.1:\(receiver.port)" }
}
