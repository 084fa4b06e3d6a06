import NIOCore
import NIOWebSocket
import RouterCore
import TestSupport
import Testing

@testable import LegacyBridgePlugin

/// The way to a connection, and the ends of it.
@Suite(.timeLimit(.minutes(1))) struct BridgeConnectionTests {
  @Test(
    arguments: [
      ("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", "it answers HTTP 404 instead of an upgrade"),
      ("HTTP/1.1 302 Found\r\nLocation: ws://elsewhere/\r\n\r\n", "it answers HTTP 302 instead of an upgrade"),
      ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", "it answers HTTP 200 instead of an upgrade"),
      (
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: upgrade\r\n"
          + "Sec-WebSocket-Accept: wrong\r\n\r\n", "its answer is no upgrade to WebSocket"
      ),
      ("SSH-2.0-OpenSSH\r\n\r\n", "its answer is no HTTP"), ("", "it closed the connection before the upgrade"),
    ])
  func `A server that is none is told apart`(answer: String, reason: String) async throws {
    let server = try await FakeServer(.raw(answer))
    let bench = BridgeBench()
    #expect(try await bench.end(server.url) == "no connection to the legacy server: \(reason)")
    #expect(!bench.readiness.isReady)
  }

  @Test func `Nobody listens`() async throws {
    let port = try await FakeServer(.silence).port
    let end = try await BridgeBench().end("ws://127.0.0.1:\(port)")
    #expect(end == "no connection to the legacy server: Connection refused")
  }

  @Test func `A server that says nothing is not waited for for ever`() async throws {
    let server = try await FakeServer(.silence)
    let bench = BridgeBench()
    let run = bench.run(try bench.source(server.url))
    await bench.time.waitForSleepers()
    bench.time.advance(by: .seconds(10))
    #expect(
      await run.value == "no connection to the legacy server: it was not there within 10.0 seconds")
  }

  @Test func `A server that does not answer SUBSCRIBE is given up`() async throws {
    let server = try await FakeServer(.webSocket { _, _ in })
    let bench = BridgeBench()
    let run = bench.run(try bench.source(server.url))
    let peer = try await server.peer(1)
    _ = try await peer.hears(1, "RECONNECT")
    await bench.time.waitForSleepers()
    bench.time.advance(by: .seconds(2))
    _ = try await peer.hears(1, "COMMAND")
    await bench.time.waitForSleepers()
    bench.time.advance(by: .seconds(8))
    #expect(await run.value == "the legacy server has not answered SUBSCRIBE within 10.0 seconds")
  }

  @Test func `The upgrade asks for the URL's path and host, and frames are masked`() async throws {
    let server = try await FakeServer(Watched(ModelServer()))
    let bench = BridgeBench()
    let run = bench.run(try bench.source("\(server.url)/old/ws?a=%20"))
    await bench.isReady()
    #expect(server.requests.value == [#"/old/ws?a=%20 ["127.0.0.1:\#(server.port)"]"#])
    run.cancel()
    #expect(await run.value == "CancellationError()")
    let record = try await server.peer(1).record.wait { !$0.isOpen }
    #expect(record.closeCode == 1000)
    #expect(record.unmasked == 0)
    #expect(!bench.readiness.isReady)
  }

  @Test func `A refused token is told by the code, and nobody sees it`() async throws {
    let server = try await FakeServer(Watched(ModelServer(token: "right")))
    let bench = BridgeBench()
    let end = try await bench.end(server.url, "token: hush-hush")
    #expect(end == "the legacy server refused AUTH with AUTHENTICATION_FAILED: look at 'token'")
    let auth = try await server.peer(1).hears(1, "AUTH")
    #expect(auth.first?["payload"]?["token"]?.string == "hush-hush")
    #expect(!bench.lines.value.contains { $0.contains("hush") })
    #expect(try await server.peer(1).record.wait { !$0.isOpen }.closeCode == 1000)
  }

  @Test func `The server's pings are answered`() async throws {
    let server = try await FakeServer(Watched(ModelServer()))
    let bench = BridgeBench()
    let run = bench.run(try bench.source(server.url))
    let peer = try await server.peer(1)
    peer.send(WebSocketFrame(fin: true, opcode: .ping, data: ByteBuffer(string: "hello")))
    #expect(await peer.record.wait { !$0.pongs.isEmpty }.pongs == ["hello"])
    run.cancel()
    _ = await run.value
  }

  @Test func `A link that is dead and does not say so is noticed`() async throws {
    let isDead = Watched(false)
    let model = Watched(ModelServer())
    let server = try await FakeServer(
      .webSocket { peer, text in
        guard !isDead.value else { return }
        for answer in model.change({ $0.receive(text) }) { peer.send(answer) }
      })
    let bench = BridgeBench()
    let run = bench.run(try bench.source(server.url))
    await bench.isReady()
    #expect(bench.readiness.isReady)
    let peer = try await server.peer(1)
    await bench.time.waitForSleepers()
    bench.time.advance(by: .seconds(30))
    let heartbeat = try await peer.hears(1, "HEARTBEAT")
    #expect(heartbeat.first?["timestamp"]?.timestamp == VirtualTime.start + .seconds(30))
    #expect(await peer.record.wait { $0.pings == 1 }.pings == 1)
    isDead.change { $0 = true }
    // Behind this event the acknowledgement has been heard.
    peer.send(ModelServer.event(id: "msg_1", serial: 1))
    #expect(await bench.serials(1) == [1])
    await bench.time.waitForSleepers()
    bench.time.advance(to: VirtualTime.start + .seconds(60))
    _ = try await peer.hears(2, "HEARTBEAT")
    await bench.time.waitForSleepers()
    bench.time.advance(by: .seconds(10))
    #expect(
      await run.value == "nothing came from the legacy server for 10.0 seconds after a heartbeat: the link is dead")
    #expect(!bench.readiness.isReady)
  }

  @Test func `The server's goodbye is answered`() async throws {
    let server = try await FakeServer(Watched(ModelServer()))
    let bench = BridgeBench()
    let run = bench.run(try bench.source(server.url))
    await bench.isReady()
    let peer = try await server.peer(1)
    peer.close(1001)
    #expect(await run.value == "the legacy server closed the connection with 1001")
    #expect(await peer.record.wait { !$0.isOpen }.closeCode == 1001)
  }

  @Test func `A connection that just ends is told`() async throws {
    let server = try await FakeServer(Watched(ModelServer()))
    let bench = BridgeBench()
    let run = bench.run(try bench.source(server.url))
    await bench.isReady()
    try await server.peer(1).drop()
    #expect(await run.value == "the legacy server closed the connection without a word")
  }

  // MARK: Frames

  private static let tooLarge =
    "the legacy server sent a message of more than 1024 bytes: raise 'max_message' if that is right"
  private static func violation(_ what: String) -> String {
    "the legacy server violates the WebSocket protocol: \(what)"
  }

  @Test(
    arguments: [
      // A text of 2,000 bytes; the same in two parts.
      ([0x81, 126, 0x07, 0xD0], tooLarge, 1009),
      ([0x01, 126, 0x03, 0xE8] + Array(repeating: 0x20, count: 1000), nil, nil),
      (
        [0x01, 126, 0x03, 0xE8] + Array(repeating: 0x20, count: 1000) + [0x80, 100]
          + Array(repeating: 0x20, count: 100), tooLarge, 1009
      ),
      ([0x81, 2, 0xC3, 0x28], "the legacy server sent a text that is no UTF-8", 1007),
      ([0x81, 0x82, 1, 2, 3, 4, 5, 6], violation("a masked frame"), 1002),
      ([0xC1, 2, 0x7B, 0x7D], violation("a frame with reserved bits"), 1002),
      ([0x83, 0], violation("a frame with an unknown opcode"), 1002),
      ([0x8B, 0], violation("a frame with an unknown opcode"), 1002),
      ([0x80, 0], violation("parts of messages in disorder"), 1002),
      ([0x01, 0, 0x81, 0], violation("parts of messages in disorder"), 1002),
      ([0x09, 0], violation("a control frame in parts or too long"), 1002),
      ([0x88, 1, 3], violation("half a close code"), 1002),
    ] as [([UInt8], String?, UInt16?)])
  func `What is no good frame ends the connection with the right code`(
    bytes: [UInt8], reason: String?, code: UInt16?
  ) async throws {
    let server = try await FakeServer(Watched(ModelServer()))
    let bench = BridgeBench()
    let run = bench.run(try bench.source(server.url, "max_message: 1KiB"))
    await bench.isReady()
    let peer = try await server.peer(1)
    peer.send(raw: bytes)
    guard let reason else {
      // An unfinished message: nothing is wrong yet.
      peer.close(1000)
      #expect(await run.value == "the legacy server closed the connection with 1000")
      return
    }
    #expect(await run.value == reason)
    #expect(await peer.record.wait { !$0.isOpen }.closeCode == code)
  }

  // MARK: TLS

  @Test func `A server behind TLS is verified by the authorities of 'ca'`() async throws {
    let folder = try TemporaryFolder()
    let certificate = try TestCertificate()
    let ca = try certificate.write(to: folder).certificate
    let model = Watched(ModelServer(token: "t"))
    let server = try await FakeServer(model, tls: certificate)
    for host in ["127.0.0.1", "localhost"] {
      let bench = BridgeBench()
      let run = bench.run(try bench.source("wss://\(host):\(server.port)", "ca: \(ca)\ntoken: t"))
      await bench.isReady()
      run.cancel()
      #expect(await run.value == "CancellationError()")
    }
    #expect(try await server.peer(2).record.wait { !$0.isOpen }.closeCode == 1000)
  }

  @Test(arguments: ["another", "expired", "system"])
  func `A certificate that is not trusted is refused`(kind: String) async throws {
    let folder = try TemporaryFolder()
    let certificate = try TestCertificate(isExpired: kind == "expired")
    let ca = try (kind == "another" ? TestCertificate() : certificate).write(to: folder).certificate
    let server = try await FakeServer(Watched(ModelServer()), tls: certificate)
    let bench = BridgeBench()
    let end = try await bench.end(server.url, kind == "system" ? "" : "ca: \(ca)")
    #expect(end.hasPrefix("no connection to the legacy server: TLS: "))
    #expect(end.contains("CERTIFICATE_VERIFY_FAILED"))
    #expect(server.requests.value == [])
  }

  @Test func `TLS with a server that does not speak it`() async throws {
    let server = try await FakeServer(Watched(ModelServer()))
    let end = try await BridgeBench().end("wss://127.0.0.1:\(server.port)")
    #expect(end.hasPrefix("no connection to the legacy server: TLS: "))
  }
}
