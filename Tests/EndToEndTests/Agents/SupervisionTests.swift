import Foundation
import Glibc
import RouterCore
import Testing

/// The example agent as a process of the real program, under commands from a WebSocket client.
struct SupervisionTests {
  private static func config(_ environment: String = "{}") -> SampleConfig {
    let driver = """
      driver: { type: process, command: \(Installation.python), arguments: ["\(Installation.repository)/Plugins/Agents/Examples/agent.py"],
                environment: \(environment), restart: { pause: 50ms, max_pause: 50ms } }
      """
    return SampleConfig(
      routing: """
        sources:
          agents:
            type: agents
            store: { path: data/agents.db }
            agents:
              worker:
                config: { rate: 20, length: 0.01, seed: 7 }
                \(driver.replacing("\n", with: "\n        "))
              other:
                config: { rate: 20, length: 0.01 }
                \(driver.replacing("\n", with: "\n        "))
        pipelines: { live: { from: [agents], to: [clients] } }
        """)
  }

  /// A status change in a line.
  private static func words(_ frame: Frame) -> String {
    guard frame.type == "agent_status" else { return frame.type }
    let data = ["agent_id", "old_status", "new_status", "reason"].map { frame.string($0) ?? "-" }
    return "\(data[0]) \(data[1]) -> \(data[2]): \(data[3])"
  }

  private static func command(_ name: String, _ agent: String, _ request: String) -> String {
    #"{"type":"command","data":{"agent_id":"\#(agent)","command":"\#(name)","request_id":"\#(request)"}}"#
  }

  /// The next status change and what else comes up to it.
  private static func change(_ client: Client) async throws -> String {
    let frames = try await client.frames { $0.type == "agent_status" || $0.type == "command_error" }
    if let last = frames.last { return words(last) }
    return words(try await client.frame())
  }

  /// The process of an inference: its id has the number.
  private static func process(of inference: Frame) throws -> Int32 {
    let parts = (inference.string("inference_id") ?? "").split(separator: "_")
    guard parts.count == 4, let number = Int32(parts[2]) else {
      throw Unexpected(inference, instead: "inf_<agent>_<pid>_<n>")
    }
    return number
  }

  @Test(.timeLimit(.minutes(2)))
  func `An agent is started, restarted and stopped by commands, and comes back when it is killed`() async throws {
    try await JunctorProcess.run(Self.config()) { router in
      let token = try await router.token()
      let boss = try await router.connect(.node, token: token)
      try await boss.subscribe("agent_status")
      let watcher = try await router.connect(.python, token: token)
      try watcher.send(#"{"type":"subscribe","data":{"events":["inference.*"],"agents":["worker"]}}"#)
      #expect(try await watcher.frame().type == "subscription_confirmed")
      let everybody = try await router.connect(.python, token: token)
      try await everybody.subscribe("inference_completed")

      for agent in ["other", "worker"] {
        try boss.send(Self.command("start", agent, "start-\(agent)"))
        let said = try await boss.frames(2).map(Self.words).sorted()
        #expect(said == ["\(agent) pending -> active: started_by_user", "command_accepted"].sorted())
      }
      var heard = try await watcher.frames(through: { $0.type == "inference_completed" })
      let first = try Self.process(of: try #require(heard.first))
      _ = try await everybody.frames(through: { $0.string("agent_id") == "other" })

      // Killed from outside.
      #expect(kill(first, SIGKILL) == 0)
      let failed = try await Self.change(boss)
      #expect(failed.hasPrefix("worker active -> failed: ") && failed.contains("signal 9"), "\(failed)")
      #expect(try await Self.change(boss) == "worker failed -> active: started again by its policy")
      heard += try await watcher.frames(through: {
        $0.type == "inference_completed" && (try? Self.process(of: $0)) != first
      })
      let second = try Self.process(of: try #require(heard.last))
      #expect(second != first)

      try boss.send(Self.command("restart", "worker", "again"))
      #expect(try await Self.change(boss) == "worker active -> stopped: restarted_by_user")
      #expect(try await Self.change(boss) == "worker stopped -> active: restarted_by_user")
      #expect(try await boss.frame().type == "command_accepted")
      heard += try await watcher.frames(through: {
        $0.type == "inference_completed" && (try? Self.process(of: $0)).map { ![first, second].contains($0) } ?? false
      })
      let third = try Self.process(of: try #require(heard.last))

      try boss.send(Self.command("start", "worker", "twice"))
      let refusal = try await boss.frame()
      #expect(refusal.type == "command_error" && refusal.string("error_code") == "INVALID_STATE")
      try boss.send(Self.command("get_status", "worker", "how"))
      let status = try await boss.frame()
      #expect(status.string("old_status") == "active" && status.string("new_status") == "active")
      #expect(status.string("request_id") == "how" && status.int("inference_count") ?? 0 > 0)

      try boss.send(Self.command("stop", "worker", "enough"))
      #expect(try await Self.change(boss) == "worker active -> stopped: stopped_by_user")
      #expect(try await boss.frame().type == "command_accepted")
      for number in [first, second, third] { #expect(kill(number, 0) != 0 && errno == ESRCH) }
      // An event of the other agent is behind everything of this one.
      try watcher.send(#"{"type":"ping"}"#)
      heard += try await watcher.frames(through: { $0.type == "pong" }).dropLast()
      Self.expectOrder(heard)
    }
  }

  /// All of one agent; within an inference the order in which the agent told it; of each life but the killed one all came to an end.
  private static func expectOrder(_ frames: [Frame]) {
    #expect(frames.allSatisfy { $0.string("agent_id") == "worker" })
    var steps: [String: [String]] = [:]
    for frame in frames { steps[frame.string("inference_id") ?? "", default: []].append(frame.type) }
    let whole = ["inference_started", "inference_progress", "inference_completed"]
    #expect(steps.values.allSatisfy { Array(whole.prefix($0.count)) == $0 })
    #expect(steps.values.count { $0 != whole } <= 1, "only the killed life may leave one without an end")
    let begun = frames.filter { $0.type == "inference_started" }.compactMap { $0.string("query") }
    #expect(begun.count { $0 == "Question 1" } == 3, "three lives, each from its first question on")
  }

  @Test(.timeLimit(.minutes(1)))
  func `A wrong configuration is refused by the agent and changes nothing`() async throws {
    try await JunctorProcess.run(Self.config()) { router in
      let token = try await router.token()
      let boss = try await router.connect(.node, token: token)
      try await boss.subscribe("agent_status", "agent_updated")
      try boss.send(Self.command("start", "worker", "go"))
      _ = try await boss.frames(2)
      try boss.send(
        #"{"type":"command","data":{"agent_id":"worker","command":"update_config","parameters":{"rate":-1},"request_id":"r"}}"#
      )
      let refusal = try await boss.frame()
      #expect(refusal.type == "command_error" && refusal.string("error_code") == "INVALID_COMMAND")
      #expect(refusal.string("error_message")?.contains("'rate' is not a number from 0 to 1000") == true, "\(refusal)")
      try boss.send(
        #"{"type":"command","data":{"agent_id":"worker","command":"update_config","parameters":{"rate":5},"request_id":"s"}}"#
      )
      let updated = try await boss.frames(2).sorted { $0.type < $1.type }
      #expect(updated.map(\.type) == ["agent_updated", "command_accepted"])
      #expect(
        updated[0].text("data", "changes") == #"{"config":{"rate":5}}"#
          || updated[0].text("data", "changes") == #"{"rate":5}"#)
      let agents = try ResourceClient(router, token: token)
      let config = try await agents.get("agents/worker").json["config"]
      #expect(config?["rate"]?.int == 5 && config?["seed"]?.int == 7)
    }
  }
}
