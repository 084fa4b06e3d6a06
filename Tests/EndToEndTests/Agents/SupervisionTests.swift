import Foundation
import Glibc
import RouterCore
import TestSupport
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

  /// Gives a command and waits until it is accepted and the last status that it leads to is told: the answer and the events go
  /// different ways, so either may come first.
  /// - Returns: the changes of status.
  private static func give(_ name: String, _ agent: String, by client: Client) async throws -> [String] {
    try client.send(command(name, agent, "\(name)-\(agent)"))
    let last = name == "stop" ? "stopped" : "active"
    var (frames, missing): ([Frame], Set<String>) = ([], ["command_accepted", last])
    while !missing.isEmpty {
      let frame = try await client.frame()
      frames.append(frame)
      missing.remove(frame.type)
      if frame.type == "agent_status", let status = frame.string("new_status") { missing.remove(status) }
      if frame.type == "command_error" { throw Unexpected(frame, instead: "a command that is accepted") }
    }
    return frames.filter { $0.type == "agent_status" }.map(words)
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
        #expect(
          try await Self.give("start", agent, by: boss) == ["\(agent) pending -> active: started_by_user"])
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
      // It has its configuration, and not what it does without one.
      #expect(heard.last?.text("data", "processing_time") == "0.01")

      #expect(
        try await Self.give("restart", "worker", by: boss) == [
          "worker active -> stopped: restarted_by_user", "worker stopped -> active: restarted_by_user",
        ])
      heard += try await watcher.frames(through: {
        $0.type == "inference_completed" && (try? Self.process(of: $0)).map { ![first, second].contains($0) } ?? false
      })
      let third = try Self.process(of: try #require(heard.last))

      try boss.send(Self.command("start", "worker", "twice"))
      let refusal = try await boss.frames { $0.type == "command_error" }.last
      #expect(refusal?.string("error_code") == "INVALID_STATE")
      try boss.send(Self.command("get_status", "worker", "how"))
      let status = try await boss.frames { $0.string("request_id") == "how" }.last
      #expect(status?.string("old_status") == "active" && status?.string("new_status") == "active")
      #expect(status?.int("inference_count") ?? 0 > 0)

      #expect(
        try await Self.give("stop", "worker", by: boss) == ["worker active -> stopped: stopped_by_user"])
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
      _ = try await Self.give("start", "worker", by: boss)
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
      #expect(updated[0].text("data", "changes") == #"{"config":{"rate":5}}"#)
      let agents = try ResourceClient(router, token: token)
      let config = try await agents.get("agents/worker").json["config"]
      #expect(config?["rate"]?.int == 5 && config?["seed"]?.int == 7)
    }
  }

  /// Processes of an agent of this router's, by its folder.
  private static func processes(of agent: String, _ folder: TemporaryFolder) -> [pid_t] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return names.compactMap(pid_t.init).filter { pid in
      let environment = (try? Data(contentsOf: URL(fileURLWithPath: "/proc/\(pid)/environ"))) ?? Data()
      let variables = environment.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
      let place = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(pid)/cwd")) ?? ""
      return place == folder.path && variables.contains("JUNCTOR_AGENT_ID=\(agent)")
    }
  }

  @Test(.timeLimit(.minutes(1))) func `No agent outlives a router that is killed`() async throws {
    try await JunctorProcess.run(Self.config()) { router in
      let boss = try await router.connect(.python, token: try await router.token())
      try await boss.subscribe("agent_status", "inference_completed")
      try boss.send(Self.command("start", "worker", "go"))
      // That it works is told before what it does.
      let began = try await boss.frames { $0.type == "inference_completed" }.filter { $0.type != "command_accepted" }
      #expect(began.map(Self.words).prefix(1) == ["worker pending -> active: started_by_user"])
      // One that hears nothing: the end of its input does not end it.
      let agents = Self.processes(of: "worker", router.folder)
      #expect(agents.count == 1)
      for agent in agents { kill(agent, SIGSTOP) }
      router.process.kill()
      #expect(try await router.process.end() == .signal(SIGKILL))
      #expect(
        await finishes(within: patience) {
          while !Self.processes(of: "worker", router.folder).isEmpty, !Task.isCancelled { await Task.yield() }
        })
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func
    `An agent with a connection gets orders, tells its inferences, has failed when it is gone, and is started when it is back`()
    async throws
  {
    let config = SampleConfig(
      routing: """
        sources:
          agents:
            type: agents
            store: { path: data/agents.db }
            agents: { remote: { config: { rate: 20, length: 0.01 }, driver: { type: connected, grace: 50ms } } }
        pipelines: { live: { from: [agents, ingest], to: [clients] } }
        """)
    try await JunctorProcess.run(config) { router in
      let boss = try await router.connect(.node, token: try await router.token())
      try await boss.subscribe("agent_status")
      try boss.send(Self.command("start", "remote", "early"))
      #expect(try await boss.frame().string("error_code") == "INVALID_STATE", "it is not connected")
      let token = try await router.token("--role", "", "--subject", "remote", "--agent", "remote")
      try token.write(toFile: router.folder.path("token"), atomically: true, encoding: .utf8)
      let program = [
        "\(Installation.repository)/Plugins/Agents/Examples/agent.py", "--agent-id", "remote", "--token-file",
        router.folder.path("token"), "--connect", "ws://127.0.0.1:\(router.port)/api/v1/ws",
      ]
      let watcher = try await router.connect(.python, token: try await router.token())
      try await watcher.subscribe("inference.*")
      for life in ["started_by_user", "connected"] {
        let agent = try ChildProcess(Installation.python, program)
        defer { agent.kill() }
        _ = try await agent.errors.line(with: "connected to")
        if life == "started_by_user" { try await Self.start("remote", by: boss) }
        let active = try await boss.frames { $0.string("new_status") == "active" }
        #expect(active.last?.string("reason") == life)
        let told = try await watcher.frames { $0.type == "inference_completed" }
        #expect(told.allSatisfy { $0.string("agent_id") == "remote" })
        agent.kill()
        #expect(try await Self.change(boss) == "remote active -> failed: disconnected")
      }
    }
  }

  /// Again until its welcome, which comes a moment after it has connected.
  private static func start(_ agent: String, by client: Client) async throws {
    let deadline = ContinuousClock.now + patience
    var answer: Frame
    repeat {
      try client.send(command("start", agent, "again"))
      answer = try await client.frame()
    } while answer.string("error_code") == "INVALID_STATE" && ContinuousClock.now < deadline
    guard answer.type != "command_error" else { throw Unexpected(answer, instead: "a start") }
  }
}
