import Foundation
import RouterCore
import TestSupport
import Testing

@testable import RouterGateway

@Suite(.timeLimit(.minutes(1)))
struct MetricsTests {
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
            #"junctor_build_info{version="0.0.0-test"} 1"#, "junctor_log_head 2", "junctor_unaccounted_events 0",
            "junctor_sessions 1", "junctor_client_frames_total 1",
            #"junctor_client_events_total{fate="delivered"} 1"#, #"junctor_client_events_total{fate="unmatched"} 1"#,
            #"junctor_source_events_total{source="ingest",fate="routed"} 2"#,
          ] { #expect(lines.contains(line), "\(line)") }
          #expect(lines.contains { $0.hasPrefix("process_cpu_seconds_total ") })
        }
      }
    }
  }

  @Test func `What this process uses is what the kernel says`() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
    let before = ProcessUsage.now()
    let extra = (0..<100).map { _ in Pipe() }
    let blob = [UInt8](repeating: 1, count: 64 << 20)
    let after = ProcessUsage.now()
    // Other tests open and close files too, but not by the hundreds.
    let (openBefore, openAfter) = (try #require(before.openFiles), try #require(after.openFiles))
    let (cpuBefore, cpuAfter) = (try #require(before.cpuSeconds), try #require(after.cpuSeconds))
    #expect(abs(Int(openBefore) - files) < 100)
    #expect(openAfter >= openBefore + 100)
    #expect(try #require(after.residentBytes) >= UInt64(blob.count))
    #expect(cpuAfter > cpuBefore)
    #expect(before.startSeconds == after.startSeconds)
    let age = Date.now.timeIntervalSince1970 - (try #require(after.startSeconds))
    #expect((0..<86_400).contains(age), "the tests have run for \(age) s")
    #expect(extra.count == 100)
  }

  @Test func `The page has the standard figures of a process`() {
    let usage = ProcessUsage(
      cpuSeconds: 1.5, residentBytes: 4096, openFiles: 12, maxFiles: nil, startSeconds: 1_700_000_000.25)
    var page = MetricsText(.prometheusText)
    usage.write(to: &page)
    let lines = page.text.split(separator: "\n")
    #expect(lines.contains("process_cpu_seconds_total 1.5"))
    #expect(lines.contains("process_resident_memory_bytes 4096"))
    #expect(lines.contains("process_open_fds 12"))
    #expect(lines.contains("process_start_time_seconds 1700000000.25"))
    #expect(!page.text.contains("process_max_fds"), "what is not known is left out")
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

  @Test(
    arguments: [
      (nil, "text/plain; version=0.0.4; charset=utf-8"),
      ("application/openmetrics-text", "application/openmetrics-text; version=1.0.0; charset=utf-8"),
    ] as [(String?, String)])
  func `The form is what the client prefers`(_ accept: String?, _ type: String) async throws {
    try await GatewayBench.running { bench in
      var header = "Authorization: Bearer \(try await String.token())\r\n"
      if let accept { header += "Accept: \(accept)\r\n" }
      try await LoopbackClient.connected(to: bench.port) { client in
        let response = try #require(try await client.request("GET", "/metrics", header))
        #expect(response.headers["content-type"] == type)
        #expect(response.headers["vary"] == "Accept, Origin")
        #expect(response.body.hasSuffix("# EOF\n") == (accept != nil))
      }
    }
  }
}
