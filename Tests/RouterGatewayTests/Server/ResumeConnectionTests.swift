import RouterCore
import TestSupport
import Testing

@testable import RouterGateway

/// Resuming over real connections, loops and the log that a router runs with.
@Suite(.timeLimit(.minutes(1)))
struct ResumeConnectionTests {
  private static func status(_ number: Int) -> String {
    #"{"agent_id":"a\#(number % 5)","old_status":"\#(number)","new_status":"b"}"#
  }

  /// What the welcome says, and the id of the session.
  private static func resume(
    _ client: LoopbackClient, _ session: String, after number: Int, token: String
  ) async throws -> (welcome: JSONDocument, id: String) {
    let query = "token=\(token)&resume=\(session)&last_event_id=msg_\(number)&include_ids=true"
    try await client.send(LoopbackClient.upgrade("/api/v1/ws?\(query)"))
    #expect(await client.response()?.status == 101)
    let welcome = try #require(await client.frame()?.json)
    return (welcome, welcome.root[["data", "session_id"]]?.string ?? "")
  }

  @Test(arguments: [0, 1, 700, 3000])
  func `A client comes back again and again while events are published, and hears each once`(
    _ missed: Int
  ) async throws {
    try await GatewayBench.running { bench in
      let token = try await String.token()
      var session = ""
      try await LoopbackClient.connected(to: bench.port) { client in
        try await client.send(LoopbackClient.upgrade("/api/v1/ws?token=\(token)&include_ids=true"))
        _ = await client.response()
        session = await client.frame()?.json?.root[["data", "session_id"]]?.string ?? ""
        try await client.subscribe(#"{"events":["agent_status"]}"#)
      }
      for number in 0..<missed { try await bench.publish("agent_status", Self.status(number)) }
      let total = missed + 500
      async let publishing: Void = {
        for number in missed..<total { try await bench.publish("agent_status", Self.status(number)) }
      }()
      var last = 0
      var rounds = 0
      while last < total {
        rounds += 1
        let more = rounds == 1 ? 1 : 97
        let (before, name) = (last, session)
        last = try await LoopbackClient.connected(to: bench.port) { client in
          let (welcome, id) = try await Self.resume(client, name, after: before, token: token)
          #expect(welcome.root[["data", "resume", "resumed"]]?.bool == true && id == name)
          #expect(welcome.root[["data", "resume", "gap"]]?.isNull == true)
          var number = before
          while number < min(before + more, total) {
            let frame = await client.frame()
            #expect(frame?.json?.root["id"]?.string == "msg_\(number + 1)")
            guard frame != nil else { return total }
            number += 1
          }
          return number
        }
      }
      try await publishing
      #expect(rounds > 2 && bench.gateway.counters.resumedSessions.load() == UInt64(rounds))
    }
  }

  @Test func `Who resumes a session on any loop takes it from the connection that has it`() async throws {
    try await GatewayBench.running { bench in
      let token = try await String.token()
      try await LoopbackClient.connected(to: bench.port) { first in
        try await first.send(LoopbackClient.upgrade("/api/v1/ws?token=\(token)&include_ids=true"))
        _ = await first.response()
        let session = await first.frame()?.json?.root[["data", "session_id"]]?.string ?? ""
        try await first.subscribe(#"{"events":["agent_status"]}"#)
        for number in 1...8 {
          try await LoopbackClient.connected(to: bench.port) { next in
            let (welcome, id) = try await Self.resume(next, session, after: number - 1, token: token)
            #expect(id == session && welcome.root[["data", "resume", "replayed"]]?.int == 0)
            try await bench.publish()
            #expect(await next.frame()?.json?.root["id"]?.string == "msg_\(number)")
          }
        }
        #expect(await first.framesToClose().map(\.closeCode) == [1001])
      }
    }
  }

  @Test func `Holes and replays are on the page of metrics`() async throws {
    try await GatewayBench.running { bench in
      let token = try await String.token()
      try await LoopbackClient.connected(to: bench.port) { client in
        let (welcome, _) = try await Self.resume(client, "session_1", after: 0, token: token)
        #expect(welcome.root[["data", "resume", "resumed"]]?.bool == false)
      }
      let page = MetricsPage(
        engine: await bench.engine.counters(), gateway: bench.gateway.counters,
        connections: ConnectionLimit(.measured(), time: bench.time, logger: .init(label: "test")), process: .now(),
        version: "test"
      ).text(as: .prometheusText)
      #expect(page.contains(#"junctor_resume_gaps_total{reason="unknown"} 1"#))
      #expect(page.contains(#"junctor_resume_gaps_total{reason="expired"} 0"#))
      #expect(page.contains("junctor_resumed_sessions_total 0") && page.contains("junctor_replayed_events_total 0"))
    }
  }
}
