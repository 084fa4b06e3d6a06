import RouterCore
import TestSupport
import Testing

@testable import RouterGateway

@Suite(.timeLimit(.minutes(1)))
struct MetricsTests {
  @Test func `Label values are escaped`() {
    var text = PrometheusText()
    text.family("x_total", .counter, "Help.")
    text.sample(7, ["a": "b\"\\\nc"], "d", "\u{e9}")
    #expect(text.text == "# HELP x_total Help.\n# TYPE x_total counter\nx_total{a=\"b\\\"\\\\\\nc\",d=\"\u{e9}\"} 7\n")
  }

  @Test func `The page counts every event once`() async throws {
    try await GatewayBench.running { bench in
      let token = try await String.token()
      try await bench.session { client in
        try await client.subscribe(#"{"events":["agent_status"]}"#)
        try await bench.publish("system_alert", #"{"alert_id":"a","severity":"e"}"#)
        try await bench.publish()
        #expect(await client.messageType() == "agent_status")
        try await LoopbackClient.connected(to: bench.port) { http in
          let page = try await http.request("GET", "/metrics", "Authorization: Bearer \(token)\r\n")
          #expect(page?.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8")
          let lines = page?.body.split(separator: "\n").map(String.init) ?? []
          for line in [
            "junctor_log_head 2", "junctor_unaccounted_events 0", "junctor_sessions 1", "junctor_client_frames_total 1",
            #"junctor_client_events_total{fate="delivered"} 1"#, #"junctor_client_events_total{fate="unmatched"} 1"#,
            #"junctor_source_events_total{source="ingest",fate="routed"} 2"#,
          ] { #expect(lines.contains(line), "\(line)") }
        }
      }
    }
  }

  @Test(arguments: [(nil, 401), ("observer", 403), ("admin", 200)] as [(String?, Int)])
  func `The page asks for admin_system`(_ role: String?, _ status: Int) async throws {
    try await GatewayBench.running { bench in
      let header = if let role { "Authorization: Bearer \(try await String.token(.role(role)))\r\n" } else { "" }
      try await LoopbackClient.connected(to: bench.port) { client in
        let response = try await client.request("GET", "/metrics", header)
        #expect(response?.status == status)
      }
    }
  }
}
