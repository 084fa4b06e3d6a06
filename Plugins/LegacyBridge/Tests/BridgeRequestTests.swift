import RouterCore
import TestSupport
import Testing

@testable import LegacyBridgePlugin

/// Queries and commands that are forwarded.
@Suite(.timeLimit(.minutes(1))) struct BridgeRequestTests {
  private let bench = BridgeBench()

  private func request(
    _ action: String = "GET_ASSESSMENT", target: String = "assessment_agent", isQuery: Bool = true
  ) -> TargetRequest {
    TargetRequest(
      target: target, action: action, payload: .sample(#"{ "id": 1.50 }"#), isQuery: isQuery, subject: "user",
      access: [.read])
  }

  private func answer(_ source: LegacyBridgeSource, _ request: TargetRequest) async -> String {
    do throws(RequestError) {
      return "\(try await source.answer(request))"
    } catch {
      return "\(error.code): \(error.message) \(error.details.map { "\($0)" } ?? "-")"
    }
  }

  private static let unavailable =
    #"PROCESSING_ERROR: Failed to process request {"reason":"legacy server old unavailable","retryAfter":5000}"#

  /// A server that answers requests by `script`, and everything else by the documents.
  private func server(_ script: @escaping @Sendable (Peer, JSONNode) -> Void) async throws -> FakeServer {
    let model = Watched(ModelServer())
    return try await FakeServer(
      .webSocket { peer, text in
        let root = JSONDocument.sample(text).root
        if root["action"].map({ !$0.stringEquals("SUBSCRIBE") }) ?? false { return script(peer, root) }
        for answer in model.change({ $0.receive(text) }) { peer.send(answer) }
      })
  }

  private static func id(_ root: JSONNode) -> String { root["id"]?.string ?? "" }

  @Test func `The answer's payload comes back as it is`() async throws {
    let server = try await server { peer, root in
      peer.send(#"{"type":"RESPONSE","id":"\#(Self.id(root))","payload":{ "a": 1.50 }}"#)
    }
    let source = try bench.source(server.url)
    #expect(
      source.requests == [
        RequestRoute(target: "analysis-agent", action: nil), RequestRoute(target: "assessment-agent", action: nil),
      ])
    let run = bench.run(source)
    await bench.isReady()
    #expect(await answer(source, request()) == #"{ "a": 1.50 }"#)
    let query = try await server.peer(1).hears(1, "QUERY")[0]
    #expect(
      query["target"].map { String(decoding: $0.text, as: UTF8.self) } == #"{"type":"AGENT","id":"assessment-agent"}"#)
    #expect(query["payload"].map { String(decoding: $0.text, as: UTF8.self) } == #"{ "id": 1.50 }"#)
    #expect(await answer(source, request("SUBMIT_ASSESSMENT", isQuery: false)) == #"{ "a": 1.50 }"#)
    #expect(try await server.peer(1).hears(1, "COMMAND")[0]["action"]?.string == "SUBMIT_ASSESSMENT")
    run.cancel()
    _ = await run.value
  }

  @Test func `Many requests at once get their own answers, whatever the order`() async throws {
    let waiting = Watched<[String]>([])
    let server = try await server { peer, root in
      let answer = #"{"type":"RESPONSE","id":"\#(Self.id(root))","payload":"\#(root["action"]?.string ?? "")"}"#
      let all = waiting.change { waiting in
        waiting.append(answer)
        return waiting
      }
      if all.count == 50 { for answer in all.reversed() { peer.send(answer) } }
    }
    let source = try bench.source(server.url)
    let run = bench.run(source)
    await bench.isReady()
    await withTaskGroup(of: (String, String).self) { group in
      for number in 0..<50 {
        group.addTask { ("\"GET_\(number)\"", await answer(source, request("GET_\(number)"))) }
      }
      for await (expected, answer) in group { #expect(answer == expected) }
    }
    run.cancel()
    _ = await run.value
  }

  @Test(
    arguments: [
      (
        #""code":"VALIDATION_ERROR","message":"m","details":{ "field": "x" }"#,
        #"VALIDATION_ERROR: m { "field": "x" }"#
      ),
      (
        #""code":"RATE_LIMIT_EXCEEDED","message":"Too many requests","details":{"retryAfter":60000}"#,
        #"RATE_LIMIT_EXCEEDED: Too many requests {"retryAfter":60000}"#
      ),
      (#""code":"ODD one""#, "ODD one: The server gave no reason -"),
    ])
  func `An ERROR comes back as it is`(payload: String, expected: String) async throws {
    let server = try await server { peer, root in
      peer.send(#"{"type":"ERROR","id":"\#(Self.id(root))","payload":{\#(payload)}}"#)
    }
    let source = try bench.source(server.url)
    let run = bench.run(source)
    await bench.isReady()
    #expect(await answer(source, request()) == expected)
    run.cancel()
    _ = await run.value
  }

  @Test func `Without a connection nobody answers`() async throws {
    let server = try await FakeServer(.webSocket { _, _ in })
    let source = try bench.source(server.url)
    #expect(await answer(source, request()) == Self.unavailable)
    // Connected, but not yet subscribed.
    let run = bench.run(source)
    _ = try await server.peer(1).hears(1, "RECONNECT")
    #expect(await answer(source, request()) == Self.unavailable)
    run.cancel()
    _ = await run.value
    #expect(await answer(source, request()) == Self.unavailable)
  }

  @Test func `A connection that is lost while they wait`() async throws {
    let server = try await server { peer, _ in peer.drop() }
    let source = try bench.source(server.url)
    let run = bench.run(source)
    await bench.isReady()
    #expect(await answer(source, request()) == Self.unavailable)
    #expect(await run.value == "the legacy server closed the connection without a word")
  }

  @Test func `An answer that does not come, or too late`() async throws {
    let late = Watched<[String]>([])
    let server = try await server { peer, root in
      for id in late.change({ late in
        late.append(Self.id(root))
        return late.dropLast()
      }) { peer.send(#"{"type":"RESPONSE","id":"\#(id)","payload":"late"}"#) }
      if late.value.count > 1 { peer.send(#"{"type":"RESPONSE","id":"\#(Self.id(root))","payload":"good"}"#) }
    }
    let source = try bench.source(server.url, "heartbeat: 1h")
    let run = bench.run(source)
    await bench.isReady()
    async let first = answer(source, request())
    await late.wait { $0.count == 1 }
    await bench.time.waitForSleepers(2)
    bench.time.advance(by: .seconds(30))
    #expect(await first == Self.unavailable)
    #expect(await answer(source, request()) == #""good""#)
    run.cancel()
    _ = await run.value
  }

  @Test func `A request that nobody waits for any more is forgotten`() async throws {
    let server = try await server { _, _ in }
    let source = try bench.source(server.url)
    let run = bench.run(source)
    await bench.isReady()
    let task = Task { await answer(source, request()) }
    _ = try await server.peer(1).hears(1, "QUERY")
    task.cancel()
    #expect(await task.value == Self.unavailable)
    run.cancel()
    _ = await run.value
  }

  @Test func `Beyond the rate nothing is forwarded, and clients are told when to come again`() async throws {
    let server = try await server { peer, root in
      peer.send(#"{"type":"RESPONSE","id":"\#(Self.id(root))","payload":"good"}"#)
    }
    let source = try bench.source(server.url, "heartbeat: 1h\nrequests_per_minute: 2")
    let run = bench.run(source)
    await bench.isReady()
    for _ in 1...2 { #expect(await answer(source, request()) == #""good""#) }
    let details = #"{"retryAfter":60000,"limit":2,"remaining":0}"#
    #expect(await answer(source, request()) == "RATE_LIMIT_EXCEEDED: Too many requests \(details)")
    bench.time.advance(by: .seconds(60))
    #expect(await answer(source, request()) == #""good""#)
    run.cancel()
    _ = await run.value
    #expect(try await server.peer(1).record.value.messages("QUERY").count == 3)
  }

  @Test func `So many may wait and no more`() async throws {
    let server = try await server { _, _ in }
    let source = try bench.source(server.url, "requests_per_minute: 1000")
    let run = bench.run(source)
    await bench.isReady()
    try await withThrowingTaskGroup(of: String.self) { group in
      for _ in 0..<256 { group.addTask { await answer(source, request()) } }
      _ = try await server.peer(1).hears(256, "QUERY")
      #expect(await answer(source, request()) == Self.unavailable)
      run.cancel()
      for try await answer in group { #expect(answer == Self.unavailable) }
    }
    _ = await run.value
    #expect(try await server.peer(1).record.value.messages("QUERY").count == 256)
  }

  @Test(arguments: ["SUBSCRIBE", "UNSUBSCRIBE"])
  func `Subscriptions are not forwarded`(action: String) async throws {
    let source = try bench.source("ws://127.0.0.1:1")
    let details = #"{"action":"\#(action)","target":"assessment-agent"}"#
    #expect(await answer(source, request(action)) == "UNKNOWN_ACTION: Unknown action \(details)")
  }

  @Test func `Only the targets of the config are forwarded, as it spells them`() async throws {
    let server = try await server { peer, root in
      peer.send(#"{"type":"RESPONSE","id":"\#(Self.id(root))","payload":{}}"#)
    }
    let source = try bench.source(server.url, "targets: [analysis_agent]")
    #expect(source.requests == [RequestRoute(target: "analysis_agent", action: nil)])
    let run = bench.run(source)
    await bench.isReady()
    #expect(await answer(source, request(target: "assessment-agent")) == Self.unavailable)
    #expect(await answer(source, request(target: "analysis-agent")) == "{}")
    #expect(try await server.peer(1).hears(1, "QUERY")[0]["target"]?["id"]?.string == "analysis_agent")
    #expect(try bench.source(server.url, "targets: []").requests == [])
    run.cancel()
    _ = await run.value
  }
}
