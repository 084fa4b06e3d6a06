import NIOCore
import NIOWebSocket
import RouterCore
import TestSupport
import Testing

@testable import LegacyBridgePlugin

/// From the server into the log, over real connections.
@Suite(.timeLimit(.minutes(1))) struct BridgeEventTests {
  private let bench = BridgeBench()
  private let model = Watched(ModelServer())

  private func publish(_ count: Int, to peer: Peer? = nil) {
    for frame in model.change({ model in (0..<count).map { _ in model.publish() } }) { peer?.send(frame) }
  }

  @Test func `Nothing is lost or repeated while connections come and go`() async throws {
    let server = try await FakeServer(model)
    let source = try bench.source(server.url)
    var run = bench.run(source)
    await bench.isReady()
    publish(3, to: try await server.peer(1))
    #expect(await bench.serials(3) == [1, 2, 3])
    // The link breaks; the server goes on meanwhile, and replays more than it should.
    try await server.peer(1).drop()
    _ = await run.value
    publish(2)
    model.change { $0.overlap = 2 }
    run = bench.run(source)
    let second = try await server.peer(2)
    let first = try await server.peer(1).hears(1, "RECONNECT")
    #expect(
      first.first?["payload"].map { String(decoding: $0.text, as: UTF8.self) }
        == #"{"subscriptions":["ASSESSMENT_UPDATE"]}"#)
    let reconnect = try await second.hears(1, "RECONNECT")
    #expect(reconnect.first?["payload"]?["lastMessageId"]?.string == "msg_3")
    #expect(reconnect.first?["payload"]?["subscriptions"]?.elements.compactMap(\.string) == ["ASSESSMENT_UPDATE"])
    #expect(await bench.serials(5) == [1, 2, 3, 4, 5])
    // The bridge restarts: another source, the same log.
    run.cancel()
    _ = await run.value
    publish(1)
    run = bench.run(try bench.source(server.url))
    #expect(await bench.serials(6) == [1, 2, 3, 4, 5, 6])
    publish(1, to: try await server.peer(3))
    #expect(await bench.serials(7) == [1, 2, 3, 4, 5, 6, 7])
    run.cancel()
    _ = await run.value
    #expect(bench.bench.counters.rejected.load() == 0)
    #expect(!bench.lines.value.contains { $0.hasPrefix("warning") })
  }

  @Test func `A server that counts from 1 again gives new events, and a gap is told`() async throws {
    let server = try await FakeServer(model)
    let source = try bench.source(server.url)
    var run = bench.run(source)
    await bench.isReady()
    publish(3, to: try await server.peer(1))
    _ = await bench.serials(3)
    try await server.peer(1).drop()
    _ = await run.value
    model.change { $0.forget() }
    publish(1)
    run = bench.run(source)
    let warning =
      "warning: events of the legacy server are missing after=msg_3 oldest_available=unknown reason=unknown"
    await bench.lines.wait { $0.contains(warning) }
    publish(3, to: try await server.peer(2))
    #expect(await bench.serials(6) == [1, 2, 3, 5, 6, 7])
    #expect(bench.bench.emitter.position == #"{"id":"msg_4","resumes":true}"#)
    run.cancel()
    _ = await run.value
  }

  @Test func `An old server without RECONNECT is subscribed to, with a warning`() async throws {
    model.change { $0.knowsReconnect = false }
    let server = try await FakeServer(model)
    let source = try bench.source(server.url)
    var run = bench.run(source)
    await bench.isReady()
    publish(1, to: try await server.peer(1))
    _ = await bench.serials(1)
    try await server.peer(1).drop()
    _ = await run.value
    run = bench.run(source)
    let second = try await server.peer(2)
    _ = try await second.hears(1, "COMMAND")
    publish(1, to: second)
    #expect(await bench.serials(2) == [1, 2])
    #expect(
      bench.lines.value.contains(
        "warning: the legacy server cannot resume: events that it sent meanwhile may be missing after=msg_1 "
          + "code=UNKNOWN_ACTION"))
    run.cancel()
    _ = await run.value
  }

  @Test func `A server that does not even refuse RECONNECT is subscribed to after three attempts`() async throws {
    let model = model
    let server = try await FakeServer(
      .webSocket { peer, text in
        guard !text.contains("RECONNECT") else { return }
        for answer in model.change({ $0.receive(text) }) { peer.send(answer) }
      })
    let source = try bench.source(server.url)
    var run = bench.run(source)
    let first = try await server.peer(1)
    _ = try await first.hears(1, "RECONNECT")
    await bench.time.waitForSleepers()
    bench.time.advance(by: .seconds(2))
    #expect(try await first.hears(1, "COMMAND").count == 1)
    // An answer that nobody waits for any more.
    first.send(#"{"type":"ERROR","id":"reconnect_1","payload":{"code":"UNKNOWN_ACTION"}}"#)
    await bench.isReady()
    publish(1, to: first)
    _ = await bench.serials(1)
    first.drop()
    _ = await run.value
    for number in 2...4 {
      run = bench.run(source)
      _ = try await server.peer(number).hears(1, "RECONNECT")
      await bench.time.waitForSleepers()
      bench.time.advance(by: .seconds(10))
      #expect(await run.value == "the legacy server has not answered RECONNECT within 10.0 seconds")
    }
    run = bench.run(source)
    let last = try await server.peer(5)
    #expect(try await last.hears(1, "COMMAND").count == 1)
    #expect(last.record.value.messages("RECONNECT").isEmpty)
    #expect(bench.lines.value.contains { $0.contains("cannot resume") && $0.hasSuffix("after=msg_1 code=no answer") })
    publish(1, to: last)
    #expect(await bench.serials(2) == [1, 2])
    run.cancel()
    _ = await run.value
  }

  @Test func `A link that dies before the first event loses nothing`() async throws {
    let server = try await FakeServer(model)
    publish(2)
    let source = try bench.source(server.url)
    var run = bench.run(source)
    await bench.isReady()
    await bench.isStored(#"{"id":"msg_2","resumes":true}"#)
    try await server.peer(1).drop()
    _ = await run.value
    publish(2)
    // Another source, as after a restart.
    run = bench.run(try bench.source(server.url))
    #expect(await bench.serials(2) == [3, 4])
    publish(1, to: try await server.peer(2))
    #expect(await bench.serials(3) == [3, 4, 5])
    let reconnect = try await server.peer(2).hears(1, "RECONNECT")
    #expect(reconnect.first?["payload"]?["lastMessageId"]?.string == "msg_2")
    #expect(try await server.peer(2).record.value.messages("COMMAND").isEmpty)
    run.cancel()
    _ = await run.value
    #expect(!bench.lines.value.contains { $0.hasPrefix("warning") })
  }

  @Test func `A stalled server that has resumed is not subscribed to, however long it is silent`() async throws {
    let server = try await FakeServer(model)
    let source = try bench.source(server.url)
    var run = bench.run(source)
    await bench.isReady()
    publish(1, to: try await server.peer(1))
    _ = await bench.serials(1)
    model.change { $0.ignoresReconnect = true }
    try await server.peer(1).drop()
    _ = await run.value
    publish(2)
    for number in 2...6 {
      run = bench.run(source)
      let peer = try await server.peer(number)
      _ = try await peer.hears(1, "RECONNECT")
      peer.drop()
      _ = await run.value
      #expect(peer.record.value.messages("COMMAND").isEmpty)
    }
    model.change { $0.ignoresReconnect = false }
    run = bench.run(source)
    #expect(await bench.serials(3) == [1, 2, 3])
    run.cancel()
    _ = await run.value
    #expect(!bench.lines.value.contains { $0.hasPrefix("warning") })
  }

  @Test func `A server that closes the connection instead of an answer is subscribed to in the end`() async throws {
    let model = model
    let server = try await FakeServer(
      .webSocket { peer, text in
        guard !text.contains("RECONNECT") else { return peer.close(1011) }
        for answer in model.change({ $0.receive(text) }) { peer.send(answer) }
      })
    let source = try bench.source(server.url)
    for _ in 1...3 { #expect(await bench.run(source).value == "the legacy server closed the connection with 1011") }
    let run = bench.run(source)
    await bench.isReady()
    publish(1, to: try await server.peer(4))
    #expect(await bench.serials(1) == [1])
    run.cancel()
    _ = await run.value
    #expect(!bench.lines.value.contains { $0.hasPrefix("warning") })
  }

  @Test func `What is no event does not hold up its neighbours`() async throws {
    let server = try await FakeServer(model)
    let run = bench.run(try bench.source(server.url))
    await bench.isReady()
    let peer = try await server.peer(1)
    publish(1, to: peer)
    peer.send(WebSocketFrame(fin: true, opcode: .binary, data: ByteBuffer(bytes: [1, 2, 3])))
    for text in [
      "", "hello", "[1]", "{}", #"{"type":"EVENT","type":"EVENT"}"#,
      #"{"type":"EVENT","id":"x","payload":{"type":"NEWS","data":{}}}"#, #"{"type":"ERROR","payload":{"code":"X"}}"#,
      #"{"type":"WELCOME"}"#, String(repeating: "[", count: 65) + String(repeating: "]", count: 65),
    ] { peer.send(text) }
    publish(1, to: peer)
    #expect(await bench.serials(2) == [1, 2])
    #expect(bench.bench.counters.rejected.load() == 8)
    #expect(bench.lines.value.filter { $0.contains("it is left out") }.count == 1)
    #expect(bench.lines.value.contains("warning: the legacy server reports an error code=X"))
    run.cancel()
    _ = await run.value
  }

  @Test func `A message may come in parts, with a ping between`() async throws {
    let server = try await FakeServer(model)
    let run = bench.run(try bench.source(server.url))
    await bench.isReady()
    let peer = try await server.peer(1)
    let bytes = Array(model.change { $0.publish() }.utf8)
    for (index, byte) in bytes.enumerated() {
      let isLast = index == bytes.count - 1
      peer.send(
        WebSocketFrame(
          fin: isLast, opcode: index == 0 ? .text : .continuation, data: ByteBuffer(bytes: [byte])))
      if index == 5 { peer.send(WebSocketFrame(fin: true, opcode: .ping, data: ByteBuffer())) }
    }
    #expect(await bench.serials(1) == [1])
    #expect(await peer.record.wait { !$0.pongs.isEmpty }.pongs == [""])
    run.cancel()
    _ = await run.value
  }

  @Test func `While the log takes nothing the server is held back, and nothing is lost`() async throws {
    let bench = BridgeBench(queue: 1)
    let server = try await FakeServer(model)
    let run = bench.run(try bench.source(server.url, "max_message: 64KiB"))
    await bench.isReady()
    let peer = try await server.peer(1)
    let padding = #","note":"\#(String(repeating: "x", count: 10_000))""#
    let count = 3000
    for serial in 1...count { peer.send(ModelServer.event(id: "msg_\(serial)", serial: serial, padding: padding)) }
    await peer.record.wait { !$0.isWritable }
    // What came first goes in as a whole.
    #expect(bench.bench.accepted <= Inbox.batch)
    while bench.bench.accepted < count, !Task.isCancelled {
      bench.bench.makeRoom()
      await Task.yield()
    }
    #expect(bench.bench.serials == Array(1...count))
    #expect(await peer.record.wait { $0.written >= count }.isOpen)
    run.cancel()
    _ = await run.value
  }

  @Test func `A log that takes nothing more ends the run`() async throws {
    let server = try await FakeServer(model)
    let run = bench.run(try bench.source(server.url))
    await bench.isReady()
    bench.bench.log.close()
    publish(1, to: try await server.peer(1))
    #expect(await run.value == "the log did not take it: closed")
    #expect(try await server.peer(1).record.wait { !$0.isOpen }.closeCode == 1000)
    #expect(bench.bench.emitter.position == nil)
  }

  @Test func `A name that no event type has ends in an error when the source is built`() throws {
    let config = LegacyBridgeConfig.sample("url: ws://a\nevents: [INSIGHT_UPDATE, NEWS, ALSO]")
    let error = #expect(throws: UnknownEvents.self) {
      try LegacyBridgeSource(config, url: LegacyURL(parsing: "ws://a"), bench.bench.context)
    }
    #expect(error?.description == "'events': no event type has the legacy name 'NEWS', 'ALSO'")
  }
}
