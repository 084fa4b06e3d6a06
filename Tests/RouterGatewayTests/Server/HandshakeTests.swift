import RouterCore
@testable import RouterGateway
import TestSupport
import Testing

/// One listener for plain HTTP and for sessions, on the loopback.
@Suite(.timeLimit(.minutes(1)))
struct HandshakeTests {
  @Test func `Plain HTTP and a WebSocket share the listener`() async throws {
    try await GatewayBench.running { bench in
      try await LoopbackClient.connected(to: bench.port) { client in
        let response = try await client.request("GET", "/health/ready")
        #expect(response?.status == 200)
        #expect(response?.body == #"{"status":"ready"}"#)
      }
      try await bench.session { client in
        try await client.send(json: #"{"type":"ping"}"#)
        #expect(await client.messageType() == "pong")
      }
    }
  }

  @Test(arguments: [
    ("", nil), ("Sec-WebSocket-Extensions: permessage-bzip2\r\n", nil),
    ("Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=8\r\n", nil),
    (
      "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n",
      "permessage-deflate; server_no_context_takeover; client_no_context_takeover"
    ),
    (
      "Sec-WebSocket-Extensions: permessage-deflate; unknown\r\nsec-websocket-extensions: permessage-deflate; server_max_window_bits=\"12\"\r\n",
      "permessage-deflate; server_no_context_takeover; client_no_context_takeover; server_max_window_bits=9"
    ),
  ])
  func `Compression is agreed on in the handshake`(_ headers: String, _ answer: String?) async throws {
    try await GatewayBench.running { bench in
      let token = try await String.token()
      try await LoopbackClient.connected(to: bench.port) { client in
        try await client.send(LoopbackClient.upgrade("/api/v1/ws?token=\(token)", headers))
        let response = await client.response()
        #expect(response?.status == 101)
        #expect(response?.headers["sec-websocket-extensions"] == answer)
        #expect(await client.messageType() == "connection_established")
        // An empty block is an empty message, which is no JSON.
        try await client.send(Frame(opcode: 1, payload: [0], rsv: 4))
        let frame = await client.frame()
        #expect(answer == nil ? frame?.closeCode == 1002 : frame?.json?.root["type"]?.string == "connection_error")
      }
    }
  }

  @Test func `Without the setting nothing is compressed`() async throws {
    var server = ServerConfig.test
    (server.compression, server.echo, server.profile) = (false, true, .development)
    try await GatewayBench.running(server) { bench in
      for path in ["/api/v1/ws", "/echo"] {
        try await LoopbackClient.connected(to: bench.port) { client in
          let offer = "Sec-WebSocket-Extensions: permessage-deflate\r\n"
          try await client.send(LoopbackClient.upgrade(path, offer))
          let response = await client.response()
          #expect(response?.status == 101)
          #expect(response?.headers["sec-websocket-extensions"] == nil)
        }
      }
    }
  }

  @Test func `Whoever is refused may have said something compressed`() async throws {
    try await GatewayBench.running { bench in
      try await LoopbackClient.connected(to: bench.port) { client in
        let offer = "Sec-WebSocket-Extensions: permessage-deflate\r\n"
        try await client.send(
          Array(LoopbackClient.upgrade("/api/v1/ws?token=bad", offer).utf8)
            + Frame(opcode: 1, payload: [0], rsv: 4).bytes)
        #expect(await client.response()?.status == 101)
        let frames = await client.framesToClose()
        #expect(frames.first?.json?.root["type"]?.string == "connection_error")
        #expect(frames.last?.closeCode == 1008)
      }
    }
  }

  @Test func `An upgrade as the second request of a connection gets 426 and is told to connect anew`() async throws {
    try await GatewayBench.running { bench in
      try await LoopbackClient.connected(to: bench.port) { client in
        _ = try await client.request("GET", "/health/live")
        try await client.send(LoopbackClient.upgrade("/api/v1/ws"))
        let response = await client.response()
        #expect(response?.status == 426)
        #expect(response?.headers["connection"] == "close")
        #expect(response?.headers["upgrade"] == "websocket")
        #expect(response?.headers["sec-websocket-version"] == "13")
        #expect(response?.json?.root["detail"]?.string?.contains("first request of a connection") == true)
        #expect(await client.readToEnd().isEmpty)
      }
    }
  }

  @Test(arguments: [
    ("wrong version", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Version: 8", 426),
    ("no version", "Sec-WebSocket-Version: 13\r\n", "", 426),
    ("no key", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n", "", 400),
    ("short key", "dGhlIHNhbXBsZSBub25jZQ==", "dGhl", 400),
    ("two keys", "Host: localhost", "Host: localhost\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", 400),
    ("two versions", "Host: localhost", "Host: localhost\r\nSec-WebSocket-Version: 8", 426),
    ("another protocol", "Upgrade: websocket", "Upgrade: h2c", 426),
    ("no connection header", "Connection: Upgrade\r\n", "", 426),
    ("a body", "Host: localhost", "Host: localhost\r\nContent-Length: 3", 426),
    ("bad extensions", "Host: localhost", "Host: localhost\r\nSec-WebSocket-Extensions: permessage-deflate;", 400),
    ("another path", "/api/v1/ws", "/api/v1/other", 404),
    ("another method", "GET", "PUT", 405),
  ])
  func `A bad upgrade gets an HTTP answer that says what is wrong`(
    _ name: String, _ part: String, _ replacement: String, _ status: Int
  ) async throws {
    try await GatewayBench.running { bench in
      try await LoopbackClient.connected(to: bench.port) { client in
        let request = LoopbackClient.upgrade("/api/v1/ws").replacing(part, with: replacement)
        try await client.send(name == "a body" ? request + "abc" : request)
        let response = await client.response()
        #expect(response?.status == status, "\(name)")
        #expect(response?.headers["content-type"] == "application/problem+json", "\(name)")
      }
    }
  }

  @Test func `A request that offers another protocol is served as plain HTTP and ends its connection`() async throws {
    try await GatewayBench.running { bench in
      let token = try await String.token()
      try await LoopbackClient.connected(to: bench.port) { client in
        let body = #"{"type":"agent_status","data":\#(documentedStatus)}"#
        let headers =
          "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nAuthorization: Bearer \(token)\r\nContent-Type: application/json\r\n"
        let response = try await client.request("POST", "/api/v1/events", headers, body: body)
        #expect(response?.status == 202)
        #expect(response?.headers["connection"] == "close")
        #expect(await client.readToEnd().isEmpty)
      }
    }
  }

  @Test func `Pipelined requests are answered in order`() async throws {
    try await GatewayBench.running { bench in
      try await LoopbackClient.connected(to: bench.port) { client in
        let get = { (path: String) in "GET \(path) HTTP/1.1\r\nHost: localhost\r\n\r\n" }
        try await client.send(get("/health/live") + get("/nowhere") + get("/health/ready"))
        #expect(await client.response()?.body == #"{"status":"live"}"#)
        #expect(await client.response()?.status == 404)
        #expect(await client.response()?.body == #"{"status":"ready"}"#)
      }
    }
  }

  @Test(
    arguments: [
      ("\u{1}\u{2}nonsense\r\n\r\n", 400, "the request does not begin with a method that is known"),
      ("GET / HTTP/9.9\r\n\r\n", 505, "HTTP/1.1 is spoken here"),
      ("GET /\r\nbad header\r\n\r\n", 400, "the request breaks the rules of HTTP/1.1"),
      ("GET / HTTP/1.1\r\na: \(String(repeating: "x", count: 90_000))\r\n\r\n", 431, "the header fields are too large"),
    ])
  func `Malformed HTTP gets a problem document and the end of the connection`(
    _ text: String, _ status: Int, _ detail: String
  ) async throws {
    try await GatewayBench.running { bench in
      try await LoopbackClient.connected(to: bench.port) { client in
        try await client.send(text)
        let response = await client.response()
        #expect(response?.status == status && response?.headers["connection"] == "close")
        #expect(response?.headers["content-type"] == "application/problem+json")
        #expect(response?.json?.root["status"]?.int == status)
        #expect(response?.json?.root["detail"]?.string?.hasPrefix(detail) == true, "\(response?.body ?? "")")
        #expect(await client.readToEnd().isEmpty)
      }
    }
  }

  @Test func `Malformed HTTP after a good request gets 400 too`() async throws {
    try await GatewayBench.running { bench in
      try await LoopbackClient.connected(to: bench.port) { client in
        _ = try await client.request("GET", "/health/live")
        try await client.send("nonsense\r\n\r\n")
        #expect(await client.readToEnd().hasPrefix("HTTP/1.1 400 Bad Request\r\n"))
      }
    }
  }

  @Test(arguments: ["", "GET /health/live HTTP/1.1\r\nHost:"])
  func `A connection that never completes its first request is closed`(_ beginning: String) async throws {
    try await GatewayBench.running { bench in
      try await LoopbackClient.connected(to: bench.port) { client in
        if !beginning.isEmpty { try await client.send(beginning) }
        #expect(await bench.whileTimePasses { await client.readToEnd() }.isEmpty)
      }
    }
  }

  @Test func `Frames right behind the upgrade request are not lost`() async throws {
    try await GatewayBench.running { bench in
      let token = try await String.token()
      try await LoopbackClient.connected(to: bench.port) { client in
        let upgrade = Array(LoopbackClient.upgrade("/api/v1/ws?token=\(token)").utf8)
        let pings = (0..<3).flatMap { Frame.text(#"{"type":"ping","id":\#($0)}"#).bytes }
        try await client.send(upgrade + pings)
        #expect(await client.response()?.status == 101)
        #expect(await client.messageType() == "connection_established")
        for id in 0..<3 { #expect(await client.frame()?.json?.root["id"]?.int == id) }
      }
    }
  }

  @Test func `An upgrade may come in pieces, and its end after its head`() async throws {
    try await GatewayBench.running { bench in
      let token = try await String.token()
      try await LoopbackClient.connected(to: bench.port) { client in
        let upgrade = Array(LoopbackClient.upgrade("/api/v1/ws?token=\(token)").utf8)
        for byte in upgrade.dropLast() { try await client.send([byte]) }
        try await client.send([upgrade[upgrade.count - 1]] + Frame.text(#"{"type":"ping"}"#).bytes)
        #expect(await client.response()?.status == 101)
        #expect(await client.messageType() == "connection_established")
        #expect(await client.messageType() == "pong")
      }
    }
  }

  @Test func `A client that offers a token as subprotocol has the subprotocol confirmed`() async throws {
    try await GatewayBench.running { bench in
      let token = try await String.token()
      try await LoopbackClient.connected(to: bench.port) { client in
        let offer = "Sec-WebSocket-Protocol: bearer, \(token)\r\nHost: localhost"
        try await client.send(LoopbackClient.upgrade("/api/v1/ws").replacing("Host: localhost", with: offer))
        #expect(await client.response()?.headers["sec-websocket-protocol"] == "bearer")
        #expect(await client.messageType() == "connection_established")
      }
    }
  }

  @Test(arguments: ["WebSocket", "h2c, websocket"])
  func `The protocol may be one of a list, in any case`(_ protocols: String) async throws {
    try await GatewayBench.running { bench in
      try await LoopbackClient.connected(to: bench.port) { client in
        let upgrade = LoopbackClient.upgrade("/api/v1/ws")
        try await client.send(upgrade.replacing("Upgrade: websocket", with: "Upgrade: \(protocols)"))
        #expect(await client.response()?.status == 101)
      }
    }
  }

  /// The example of RFC 6455 §1.3.
  @Test func `The 101 shows that the key was read`() async throws {
    try await GatewayBench.running { bench in
      try await LoopbackClient.connected(to: bench.port) { client in
        try await client.send(LoopbackClient.upgrade("/api/v1/ws"))
        let response = await client.response()
        #expect(response?.status == 101)
        #expect(response?.headers["sec-websocket-accept"] == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
        #expect(response?.headers["upgrade"] == "websocket")
        #expect(response?.headers["connection"] == "upgrade")
      }
    }
  }

  @Test func `The server goes on accepting when single connections fail`() async throws {
    try await GatewayBench.running { bench in
      for _ in 0..<20 {
        try await LoopbackClient.connected(to: bench.port) { client in
          try await client.send("POST /api/v1/events HTTP/1.1\r\nContent-Le")
          try? await client.reset()
        }
      }
      try await bench.session { client in
        try await client.send(json: #"{"type":"ping"}"#)
        #expect(await client.messageType() == "pong")
      }
    }
  }
}
