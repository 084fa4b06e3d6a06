import RouterCore
import TestSupport
import Testing

@testable import RouterGateway

/// How connections are let in or not, on the wire (contract §2, limits).
struct AdmissionConnectionTests {
  private static func production() -> ServerConfig {
    var server = ServerConfig.test
    server.profile = .production
    return server
  }

  /// What a client gets that is not let in: the error's data, then the close code.
  private static func refusal(_ bench: GatewayBench, _ token: String) async throws -> (data: String, code: Int?) {
    try await LoopbackClient.connected(to: bench.port) { client in
      try await client.send(LoopbackClient.upgrade("/api/v1/ws?token=\(token)"))
      #expect(await client.response()?.status == 101)
      let frame = await client.frame()?.json?.root
      #expect(frame?["type"]?.string == "connection_error")
      let data = frame?["data"].map { String(decoding: $0.text, as: UTF8.self) } ?? ""
      return (data, await client.frame()?.closeCode)
    }
  }

  @Test func `The sixth connection of a user is told CONNECTION_LIMIT_EXCEEDED, then 1013`() async throws {
    try await GatewayBench.running(Self.production()) { bench in
      let token = try await String.token()
      try await bench.sessions(5, token) {
        let (data, code) = try await Self.refusal(bench, token)
        #expect(
          data
            == #"{"error_code":"CONNECTION_LIMIT_EXCEEDED","error_message":"more than 5 connections of this user","#
            + #""close_code":1013,"retry_after":30,"limit_type":"connections_per_user","limit":5,"current":5}"#)
        #expect(code == 1013)
      }
      await bench.waitForNoSessions()
      try await bench.session(token) { _ in }
    }
  }

  @Test func `The eleventh attempt is told RATE_LIMIT_EXCEEDED, the twentieth gets 429 before the upgrade`()
    async throws
  {
    try await GatewayBench.running(Self.production()) { bench in
      let token = try await String.token()
      for _ in 1...10 {
        try await bench.session(token) { _ in }
        await bench.waitForNoSessions()
      }
      for _ in 11...19 {
        let (data, code) = try await Self.refusal(bench, token)
        #expect(data.contains(#""error_code":"RATE_LIMIT_EXCEEDED""#) && data.contains(#""retry_after":60"#))
        #expect(code == 1013)
      }
      try await LoopbackClient.connected(to: bench.port) { client in
        try await client.send(LoopbackClient.upgrade("/api/v1/ws?token=\(token)"))
        let answer = await client.response()
        #expect(answer?.status == 429 && answer?.headers["retry-after"] == "60")
      }
      await bench.advance(by: .seconds(60))
      try await bench.session(token) { _ in }
    }
  }

  @Test func `Bad tokens are counted by address: 1008, then 1013, then 429, and a good one still gets in`() async throws
  {
    try await GatewayBench.running(Self.production()) { bench in
      for attempt in 1...19 {
        let (data, code) = try await Self.refusal(bench, "bad")
        #expect(code == (attempt <= 10 ? 1008 : 1013))
        #expect(data.contains(attempt <= 10 ? "AUTHENTICATION_FAILED" : "RATE_LIMIT_EXCEEDED"))
      }
      try await LoopbackClient.connected(to: bench.port) { client in
        try await client.send(LoopbackClient.upgrade("/api/v1/ws?token=bad"))
        #expect(await client.response()?.status == 429)
      }
      try await bench.session { _ in }
    }
  }

  @Test func `A page of a foreign origin gets 403 before the upgrade, one of a listed origin a session`() async throws {
    var server = Self.production()
    server.origins = [AllowedOrigin(parsing: "https://app.example.com")].compactMap(\.self)
    try await GatewayBench.running(server) { bench in
      let token = try await String.token()
      for (origin, status) in [("https://evil.org", 403), ("https://app.example.com", 101), ("http://localhost", 101)] {
        try await LoopbackClient.connected(to: bench.port) { client in
          try await client.send(LoopbackClient.upgrade("/api/v1/ws?token=\(token)", "Origin: \(origin)\r\n"))
          #expect(await client.response()?.status == status, "\(origin)")
        }
      }
      await bench.waitForNoSessions()
    }
  }

  @Test func `CORS allows what the origins allow`() async throws {
    var server = Self.production()
    server.origins = [AllowedOrigin(parsing: "https://app.example.com")].compactMap(\.self)
    try await GatewayBench.running(server) { bench in
      for (origin, status) in [("https://app.example.com", 204), ("https://evil.org", 403)] {
        try await LoopbackClient.connected(to: bench.port) { client in
          try await client.send(
            "OPTIONS /api/v1/events HTTP/1.1\r\nHost: localhost\r\nOrigin: \(origin)\r\n"
              + "Access-Control-Request-Method: POST\r\nAccess-Control-Request-Headers: authorization\r\n\r\n")
          let answer = await client.response()
          #expect(answer?.status == status)
          #expect(answer?.headers["access-control-allow-origin"] == (status == 204 ? origin : nil))
          #expect(answer?.headers["access-control-allow-headers"] == (status == 204 ? "authorization" : nil))
        }
      }
    }
  }

  @Test func `A user's connections are told when their number changes, and on request`() async throws {
    try await GatewayBench.running(Self.production()) { bench in
      let token = try await String.token()
      try await bench.session(token) { first in
        try await bench.session(token) { second in
          await bench.advance(by: .seconds(1))
          for client in [first, second] {
            let data = await client.frame()?.json?.root["data"]
            #expect(data?["active_connections"]?.int == 2 && data?["max_connections"]?.int == 5)
            #expect(data?["pool_utilization"]?.double == 0.4 && data?["pool_id"]?.string?.hasPrefix("pool_") == true)
          }
          try await second.send(json: #"{"type":"connection_pool_info"}"#)
          #expect(await second.messageType() == "connection_pool_info")
        }
        await bench.waitForSessions(1)
        await bench.advance(by: .seconds(1))
        #expect(await first.frame()?.json?.root[["data", "active_connections"]]?.int == 1)
      }
    }
  }

  @Test(arguments: [
    (
      "a long header",
      "GET /health/live HTTP/1.1\r\nHost: localhost\r\nX: \(String(repeating: "x", count: 9000))\r\n\r\n"
    ),
    (
      "many headers",
      "GET /health/live HTTP/1.1\r\nHost: localhost\r\n" + (1...20).map { "X\($0): 1\r\n" }.joined() + "\r\n"
    ),
    ("a long line", "GET /\(String(repeating: "x", count: 20_000)) HTTP/1.1\r\nHost: localhost\r\n\r\n"),
  ])
  func `A request line and headers are bounded`(_ what: String, _ request: String) async throws {
    var server = Self.production()
    (server.limits.headerSize, server.limits.headers) = (.kibibytes(8), 16)
    try await GatewayBench.running(server) { bench in
      try await LoopbackClient.connected(to: bench.port) { client in
        try await client.send(request)
        #expect(await client.response()?.status == 431, "\(what)")
      }
      try await LoopbackClient.connected(to: bench.port) { client in
        try await client.send("GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n")
        #expect(await client.response()?.status == 200)
      }
    }
  }

  @Test func `Of connections that ask nothing the longest waiting goes when there are too many`() async throws {
    var server = Self.production()
    // As many for every loop, and all of them from here.
    server.limits.unauthenticated = 1
    try await GatewayBench.running(server) { bench in
      try await LoopbackClient.connected(to: bench.port) { first in
        let loops = bench.gateway.shards.shards.count
        try await Self.crowd(loops * 8, bench.port) {
          #expect(await first.readToEnd().isEmpty && first.isAtEnd)
          try await bench.session { _ in }
        }
      }
    }
  }

  private static func crowd(_ count: Int, _ port: Int, _ body: () async throws -> Void) async throws {
    guard count > 0 else { return try await body() }
    try await LoopbackClient.connected(to: port) { _ in try await crowd(count - 1, port, body) }
  }
}

extension GatewayBench {
  /// So many clients at the same time.
  func sessions(_ count: Int, _ token: String, _ body: @escaping () async throws -> Void) async throws {
    guard count > 0 else { return try await body() }
    try await session(token) { _ in try await sessions(count - 1, token, body) }
  }
}
