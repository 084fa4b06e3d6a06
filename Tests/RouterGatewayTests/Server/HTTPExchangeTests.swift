import NIOCore
import RouterCore
import TestSupport
import Testing

@testable import RouterGateway

/// How requests, answers and the ends of connections follow each other: RFC 9112, RFC 9110 §10.1.1.
@Suite(.timeLimit(.minutes(1)))
struct HTTPExchangeTests {
  private static let path = "/api/v1/events"
  private static let event = statusEnvelope()

  private static func head(
    _ headers: String, _ line: String = "POST \(path) HTTP/1.1", host: String = "Host: localhost\r\n"
  ) async throws -> String {
    let token = try await String.token()
    return "\(line)\r\n\(host)Authorization: Bearer \(token)\r\nContent-Type: application/json\r\n\(headers)\r\n"
  }

  private static func connected(
    _ body: @escaping @Sendable (GatewayBench, LoopbackClient) async throws -> Void
  ) async throws {
    try await GatewayBench.running { bench in
      try await LoopbackClient.connected(to: bench.port) { client in try await body(bench, client) }
    }
  }

  // MARK: Host

  @Test(
    arguments: [
      ("", 400), ("Host: a\r\nHost: a\r\n", 400), ("Host: a b\r\n", 400), ("Host: a/b\r\n", 400),
      ("Host: a?b\r\n", 400),
      ("Host: a@b\r\n", 400), ("Host:\r\n", 200), ("Host: [::1]:80\r\n", 200), ("host: example.com:1\r\n", 200),
    ])
  func `A request names its host once`(_ host: String, _ status: Int) async throws {
    try await Self.connected { _, client in
      try await client.send("GET /health/live HTTP/1.1\r\n\(host)\r\n")
      let response = await client.response()
      #expect(response?.status == status)
      guard status == 400 else { return }
      #expect(response?.headers["connection"] == "close")
      #expect(response?.json?.root["detail"]?.string == "a request has one Host field, with the name of the server")
      #expect(await client.readToEnd().isEmpty)
    }
  }

  @Test func `What came before a broken request is answered before`() async throws {
    try await Self.connected { _, client in
      let get = "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"
      try await client.send(get + get + "GET /health/live HTTP/1.1\r\n\r\n" + get)
      for _ in 0..<2 {
        let good = await client.response()
        #expect(good?.status == 200 && good?.headers["connection"] == nil)
      }
      #expect(await client.response()?.status == 400)
      #expect(await client.readToEnd().isEmpty)
    }
  }

  // MARK: The end of a connection

  @Test func `HTTP 1.0 needs no host, and its connection ends with the answer`() async throws {
    try await Self.connected { _, client in
      try await client.send("GET /health/live HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
      let text = await client.readToEnd()
      #expect(text.hasPrefix("HTTP/1.0 200 OK\r\n") && text.hasSuffix(#"{"status":"live"}"#))
      #expect(text.contains("onnection: close\r\n"))
    }
  }

  @Test(arguments: ["close", "Close", "keep-alive, CLOSE"])
  func `Whoever wants the connection to end gets its end`(_ connection: String) async throws {
    try await Self.connected { _, client in
      let get = "GET /health/live HTTP/1.1\r\nHost: localhost\r\n"
      try await client.send("\(get)\r\n\(get)Connection: \(connection)\r\n\r\n\(get)\r\n")
      #expect(await client.response()?.headers["connection"] == nil)
      let last = await client.response()
      #expect(last?.status == 200 && last?.headers["connection"] == "close")
      #expect(await client.readToEnd().isEmpty)
    }
  }

  @Test func `A client that stays after the end is cut off`() async throws {
    try await Self.connected { bench, client in
      try await client.send("GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
      // It has not closed its side when it has read everything.
      #expect(await client.response()?.status == 200)
      #expect(await client.readToEnd().isEmpty)
      await bench.advance(by: .seconds(6))
      #expect(await client.isReset())
    }
  }

  // MARK: Bodies that nobody reads

  @Test func `A body that is too long by its own word is refused before it comes`() async throws {
    try await Self.connected { _, client in
      try await client.send(try await Self.head("Content-Length: 1000000000000\r\n"))
      let response = await client.response()
      #expect(response?.status == 413 && response?.headers["connection"] == "close")
      #expect(response?.json?.root["detail"]?.string == "a body has at most 1048576 bytes")
      #expect(await client.readToEnd().isEmpty)
    }
  }

  @Test func `An endless body is refused where it becomes too long, and not read for ever`() async throws {
    try await Self.connected { _, client in
      try await client.send(try await Self.head("Transfer-Encoding: chunked\r\n"))
      let chunk = "10000\r\n\(String(repeating: " ", count: 65_536))\r\n"
      for _ in 0..<17 { try await client.send(chunk) }
      let response = await client.response()
      #expect(response?.status == 413 && response?.headers["connection"] == "close")
      var sent = 0
      while sent < 4096, (try? await client.send(chunk)) != nil { sent += 1 }
      // 4 MiB are taken for nothing, and what fits into sockets.
      #expect(sent < 1024)
    }
  }

  @Test func `After a refusal a short body is read over, and the connection goes on`() async throws {
    try await Self.connected { _, client in
      let body = String(repeating: " ", count: 65_536)
      for _ in 0..<2 {
        let response = try await client.request("POST", Self.path, body: body)
        #expect(response?.status == 401 && response?.headers["connection"] == nil)
      }
      let live = try await client.request("GET", "/health/live")
      #expect(live?.status == 200)
    }
  }

  @Test func `After a refusal a long body ends the connection`() async throws {
    try await Self.connected { _, client in
      try await client.send("POST \(Self.path) HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n")
      let response = await client.response()
      #expect(response?.status == 401 && response?.headers["connection"] == "close")
      #expect(await client.readToEnd().isEmpty)
    }
  }

  // MARK: Deadlines

  /// Sends a request up to its body, and waits until it is being waited for.
  private static func begin(_ client: LoopbackClient, _ headers: String) async throws {
    try await client.send(try await head("Expect: 100-continue\r\n" + headers))
    #expect(await client.response(hasBody: false)?.status == 100)
  }

  @Test(arguments: ["Content-Length: 100\r\n", "Transfer-Encoding: chunked\r\n"])
  func `A body that does not come in time is answered with 408`(_ length: String) async throws {
    try await Self.connected { bench, client in
      try await Self.begin(client, length)
      try await client.send("1\r\n")
      let response = await bench.whileTimePasses { await client.response() }
      #expect(response?.status == 408 && response?.headers["connection"] == "close")
      #expect(response?.json?.root["detail"]?.string == "the body has not come in time")
      #expect(await client.readToEnd().isEmpty)
      #expect(bench.time.now() - VirtualTime.start >= .seconds(30))
      #expect(bench.log.status().head == .zero)
    }
  }

  @Test func `The rest of a refused body has to come in time too`() async throws {
    try await Self.connected { bench, client in
      try await client.send("POST \(Self.path) HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n")
      #expect(await client.response()?.status == 401)
      #expect(await bench.whileTimePasses { await client.readToEnd() }.isEmpty)
    }
  }

  @Test func `A slow body that comes in time is read`() async throws {
    try await Self.connected { bench, client in
      try await Self.begin(client, "Content-Length: \(Self.event.utf8.count)\r\n")
      await bench.advance(by: .seconds(29))
      try await client.send(Self.event)
      #expect(await client.response()?.status == 202)
      // The deadline is gone with the body.
      await bench.advance(by: .seconds(40))
      let live = try await client.request("GET", "/health/live")
      #expect(live?.status == 200)
    }
  }

  // MARK: Expect: 100-continue

  @Test func `A client that waits to go on is told when its body is wanted`() async throws {
    try await Self.connected { _, client in
      for _ in 0..<2 {
        try await client.send(
          try await Self.head("Expect: 100-Continue\r\nContent-Length: \(Self.event.utf8.count)\r\n"))
        let permission = await client.response(hasBody: false)
        #expect(permission?.status == 100 && permission?.headers.isEmpty == true)
        try await client.send(Self.event)
        #expect(await client.response()?.status == 202)
      }
    }
  }

  @Test(
    arguments: [
      ("Expect: 100-continue\r\nContent-Length: 2000000\r\n", 413),
      ("Expect: 100-continue\r\nContent-Length: 5\r\nContent-Encoding: br\r\n", 415),
    ])
  func `A client that waits is refused without its body, and the connection ends`(
    _ headers: String, _ status: Int
  ) async throws {
    try await Self.connected { _, client in
      try await client.send(try await Self.head(headers))
      let response = await client.response()
      #expect(response?.status == status && response?.headers["connection"] == "close")
      #expect(await client.readToEnd().isEmpty)
    }
  }

  @Test func `Nobody is told to go on who has begun already`() async throws {
    try await Self.connected { _, client in
      let headers = "Expect: 100-continue\r\nContent-Length: \(Self.event.utf8.count)\r\n"
      try await client.send(try await Self.head(headers) + Self.event)
      #expect(await client.response()?.status == 202)
    }
  }

  // MARK: Paths

  @Test(arguments: [("\(path)/", 202), ("\(path)?a=b", 202), ("\(path)/x", 404), ("/API/V1/EVENTS", 404)])
  func `A slash at the end of a path does not matter`(_ path: String, _ status: Int) async throws {
    try await Self.connected { _, client in
      let headers = "Content-Length: \(Self.event.utf8.count)\r\n"
      try await client.send(try await Self.head(headers, "POST \(path) HTTP/1.1") + Self.event)
      #expect(await client.response()?.status == status)
    }
  }

  @Test(arguments: [
    ("1.1", "chunked", 202), ("1.1", "Chunked", 202), ("1.1", "gzip, chunked", 501), ("1.1", "identity", 501),
    ("1.0", "chunked", 501),
  ])
  func `Bodies come in chunks or as they are`(_ version: String, _ coding: String, _ status: Int) async throws {
    try await GatewayBench.running { bench in
      let token = try await String.token()
      let event = #"{"type":"agent_status","data":{"agent_id":"a","old_status":"a","new_status":"b"}}"#
      try await LoopbackClient.connected(to: bench.port) { client in
        try await client.send(
          "POST /api/v1/events HTTP/\(version)\r\nHost: a\r\nAuthorization: Bearer \(token)\r\n"
            + "Content-Type: application/json\r\nTransfer-Encoding: \(coding)\r\n\r\n"
            + "\(String(event.utf8.count, radix: 16))\r\n\(event)\r\n0\r\n\r\n")
        #expect(await client.response()?.status == status)
      }
    }
  }
}
