import RouterCore
import TestSupport
import Testing

@testable import RouterGateway

/// Clients that say who they are in a message, on the wire (contract §3, auth).
@Suite(.timeLimit(.minutes(1)))
struct AuthenticationConnectionTests {
  private static let waiting = Entrance.Admission.message(within: .seconds(10))

  private static func server(_ profile: ServerConfig.Profile) -> ServerConfig {
    var server = ServerConfig.test
    server.profile = profile
    return server
  }

  private static func token(_ role: String, subject: String) async throws -> String {
    try await .token(TokenMint.Request(subject: subject, role: role, lifetime: .seconds(3600)))
  }

  @Test func `Nothing is done before the client has said who it is`() async throws {
    try await GatewayBench.runningLines(admission: Self.waiting) { bench in
      try await bench.lines { line in
        for verb in ["PING", "WANT agent-status", "DROP agent-status", "SINCE 0 agent-status", "ASK a B"] {
          try await line.expect("1 \(verb)", "1 NO who are you?")
        }
        try await bench.publish()
        try await line.introduce(2, .token(.role("observer")), "2 OK READ")
        try await line.expect("3 SINCE 0 agent-status", "3 OK agent-status 1 after 0")
        #expect(await line.numbers(1) == [1])
      }
    }
  }

  @Test func `Who says nothing for long is closed with 1008, who has said it is not`() async throws {
    try await GatewayBench.runningLines(admission: Self.waiting) { bench in
      try await bench.lines { silent in
        try await bench.lines { known in
          try await known.introduce(1, .token(), "1 OK READ+WRITE")
          try await silent.expect("1 PING", "1 NO who are you?")
          await bench.advance(by: .seconds(10))
          #expect(await silent.next() == "!1 NO who are you?")
          #expect(await silent.next() == "close 1008")
          try await known.expect("2 PING", "2 OK")
        }
      }
    }
  }

  @Test func `A bad token is told so, then 1008; in the request as well as in a message`() async throws {
    try await GatewayBench.runningLines(admission: Self.waiting) { bench in
      try await bench.lines { line in
        try await line.expect("1 IAM nonsense", "1 NO AUTHENTICATION_FAILED")
        #expect(await line.next() == "close 1008")
      }
      try await bench.lines("nonsense") { line in
        #expect(await line.next() == "!1 NO AUTHENTICATION_FAILED")
        #expect(await line.next() == "close 1008")
      }
    }
  }

  @Test func `Bad tokens in messages are counted by address, as those in requests`() async throws {
    try await GatewayBench.runningLines(Self.server(.production), admission: Self.waiting) { bench in
      for attempt in 1...12 {
        try await bench.lines { line in
          let code = attempt <= 10 ? "AUTHENTICATION_FAILED" : "RATE_LIMIT_EXCEEDED"
          try await line.expect("1 IAM nonsense", "1 NO \(code)", "attempt \(attempt)")
          #expect(await line.next() == (attempt <= 10 ? "close 1008" : "close 1013"))
        }
      }
    }
  }

  @Test func `Guests that come and go are counted by address, those who have said who they are are not`() async throws {
    let open = Entrance.Admission.anyone(within: .seconds(10))
    try await GatewayBench.runningLines(Self.server(.development), admission: open) { bench in
      let token = try await String.token()
      for _ in 1...19 {
        try await bench.lines { line in try await line.introduce(1, token, "1 OK READ+WRITE") }
        await bench.waitForNoSessions()
      }
      for _ in 1...50 {
        try await bench.lines { line in try await line.expect("1 PING", "1 OK") }
        await bench.waitForNoSessions()
      }
      try await bench.lines { line in
        #expect(await line.next() == "!1 NO RATE_LIMIT_EXCEEDED")
        #expect(await line.next() == "close 1013")
      }
      try await bench.session(token) { _ in }
      await bench.advance(by: .seconds(60))
      try await bench.lines { line in try await line.expect("1 PING", "1 OK") }
    }
  }

  @Test func `A session that is not kept cannot be taken over by its name`() async throws {
    try await GatewayBench.running { bench in
      let token = try await String.token()
      try await LoopbackClient.connected(to: bench.port) { legacy in
        try await legacy.send(LoopbackClient.upgrade("/agents/ws?token=\(token)"))
        #expect(await legacy.response()?.status == 101)
        try await legacy.send(json: #"{"type":"AUTH","id":"a","payload":{"token":"\#(token)"}}"#)
        let name = await legacy.frame()?.json?.root[["payload", "sessionId"]]?.string ?? ""
        try await LoopbackClient.connected(to: bench.port) { client in
          try await client.send(LoopbackClient.upgrade("/api/v1/ws?token=\(token)&resume=\(name)"))
          #expect(await client.response()?.status == 101)
          #expect(await client.frame()?.json?.root[["data", "resume", "resumed"]]?.bool == false)
        }
        try await legacy.send(json: #"{"type":"HEARTBEAT","id":"h"}"#)
        #expect(await legacy.messageType() == "HEARTBEAT_ACK")
      }
    }
  }

  @Test func `The first identity stays, and a better token of it is taken`() async throws {
    try await GatewayBench.runningLines(admission: .anyone(within: .seconds(10))) { bench in
      try await bench.lines(try await Self.token("observer", subject: "a")) { line in
        try await line.introduce(1, Self.token("admin", subject: "b"), "1 NO AUTHENTICATION_FAILED")
        try await line.expect("2 IAM nonsense", "2 NO AUTHENTICATION_FAILED")
        try await line.introduce(3, Self.token("observer", subject: "a"), "3 OK READ")
        try await line.introduce(4, Self.token("admin", subject: "a"), "4 OK READ+WRITE")
        try await line.expect("5 PING", "5 OK")
      }
    }
  }

  @Test func `Who need not say who it is reads, and may say it later`() async throws {
    try await GatewayBench.runningLines(admission: .anyone(within: .seconds(10))) { bench in
      try await bench.lines { line in
        try await line.expect("1 WANT agent-status", "1 OK active agent-status")
        try await bench.publish()
        #expect(await line.numbers(1) == [1])
        try await line.expect(
          "2 ASK assessment-agent CREATE_ASSESSMENT",
          #"2 NO PERMISSION_DENIED {"action":"CREATE_ASSESSMENT","required":"WRITE"}"#)
        try await line.introduce(3, .token(), "3 OK READ+WRITE")
        try await bench.publish()
        #expect(await line.numbers(1) == [2])
        await bench.advance(by: .seconds(15))
        try await line.expect("4 PING", "4 OK")
      }
    }
  }

  @Test(arguments: [
    ("http://localhost:3000", true), ("http://127.0.0.1", true), ("http://evil.org", false), ("null", false),
  ])
  func `A web page from elsewhere has to say who it is`(_ origin: String, _ isLocal: Bool) async throws {
    try await GatewayBench.runningLines(Self.server(.development), admission: .anyone(within: .seconds(10))) { bench in
      try await bench.lines(headers: "Origin: \(origin)\r\n") { line in
        try await line.expect("1 PING", isLocal ? "1 OK" : "1 NO who are you?")
        try await line.introduce(2, .token(), "2 OK READ+WRITE")
        try await line.expect("3 PING", "3 OK")
      }
    }
  }

  @Test func `A new identity that may see less loses what it may not see`() async throws {
    let blind = TokenMint.Request(subject: "a", role: nil, lifetime: .seconds(3600))
    try await GatewayBench.runningLines(admission: .anyone(within: .seconds(10))) { bench in
      try await bench.lines { line in
        try await line.expect("1 WANT agent-status", "1 OK active agent-status")
        try await line.introduce(2, .token(blind), "2 OK ")
        #expect(await line.next() == "!1 NO PERMISSION_DENIED")
        try await bench.publish()
        try await line.expect("3 PING", "3 OK")
      }
    }
  }

  @Test func `Connections count for their user as soon as it is known`() async throws {
    try await GatewayBench.runningLines(Self.server(.production), admission: Self.waiting) { bench in
      let token = try await String.token()
      try await bench.sessions(5, token) {
        try await bench.lines { line in
          try await line.expect("1 IAM \(token)", "1 NO CONNECTION_LIMIT_EXCEEDED")
          #expect(await line.next() == "close 1013")
        }
      }
      await bench.waitForNoSessions()
      // Attempts are counted, too.
      await bench.advance(by: .seconds(60))
      try await bench.sessions(4, token) {
        try await bench.lines { line in
          try await line.expect("1 IAM \(token)", "1 OK READ+WRITE")
        }
      }
      await bench.waitForNoSessions()
    }
  }

  @Test func `What is said behind the token waits for it`() async throws {
    try await GatewayBench.runningLines(admission: Self.waiting) { bench in
      let token = try await String.token()
      try await bench.lines { line in
        try await line.client.send(Frame.text("1 IAM \(token)").bytes + Frame.text("2 PING").bytes)
        #expect(await line.next() == "1 OK READ+WRITE")
        #expect(await line.next() == "2 OK")
      }
    }
  }
}
