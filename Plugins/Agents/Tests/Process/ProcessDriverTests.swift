import Foundation
import Glibc
import RouterCore
import TestSupport
import Testing

@testable import AgentsPlugin

/// With real processes, one test at a time: some count what the test process has open.
@Suite(.serialized, .timeLimit(.minutes(2))) struct ProcessDriverTests {
  private static let echo = """
    for order in orders():
        if order["command"] == "stop": say(stopped=1); break
        if order["command"] == "get_status": say(asked=1)
        if order["command"] == "update_config": answer(order, "failed", error_message="no model"); continue
        answer(order, result={"command": order["command"], "parameters": order.get("parameters")})
    """

  @Test func `events arrive in order, and what is no event is left out without harm`() async throws {
    let rig = AgentRig.python(
      """
      say(n=1); print("hello"); print('{"type":"agent_status","data":{"agent_id":"other"}}'); print()
      print("x" * 3000); say(n=2)
      print('{"type":"agent_status","data":{"agent_id":"a1", "old_status":"idle","new_status":"idle","n":3.0}}', flush=True)
      sys.stdin.read()
      """, "max_line: 2KiB")
    try await rig.start()
    let events = await rig.events(3)
    #expect(events.map { $0.data.root["n"]?.int } == [1, 2, 3])
    #expect(events[2].data.description == #"{"agent_id":"a1", "old_status":"idle","new_status":"idle","n":3.0}"#)
    #expect(rig.driver.counters.rejected.load() == 3)
    #expect(await rig.end())
    #expect(rig.news.value.turns == [])
  }

  @Test func `orders are answered, and what led to an answer comes before it`() async throws {
    let rig = AgentRig.python(Self.echo, "ready: answer")
    try await rig.start()
    let reply = try await rig.driver.send(rig.order("get_status", id: "r2", parameters: #"{"a":1}"#))
    guard case .succeeded(let result) = reply.outcome else {
      Issue.record("refused")
      return
    }
    #expect(result?.description == #"{"command": "get_status", "parameters": {"a": 1}}"#)
    #expect(rig.events.count == 1)
    let refusal = try await rig.driver.send(rig.order("update_config", id: "r3"))
    guard case .failed("no model") = refusal.outcome else {
      Issue.record("not refused")
      return
    }
    try await rig.stop()
    #expect(rig.events.last?.data.root["stopped"]?.int == 1)
    #expect(rig.news.value.turns == [])
    await #expect(throws: DriverError.unavailable("the agent does not run")) {
      _ = try await rig.driver.send(rig.order("get_status", id: "r4"))
    }
    #expect(await rig.end())
  }

  @Test func `an order to an agent that says nothing takes no longer than allowed`() async throws {
    let rig = AgentRig.python("sys.stdin.read()", "answer_timeout: 20ms")
    try await rig.start()
    await #expect(throws: DriverError.timeout("the agent has not answered within 0.02 seconds")) {
      _ = try await rig.driver.send(rig.order("get_status", id: "r2"))
    }
    await #expect(throws: DriverError.failed("the agent runs already")) { try await rig.start() }
    #expect(await rig.end())
  }

  @Test func `an agent that ends while an order waits gives the reason`() async throws {
    let rig = AgentRig.python(
      "for order in orders():\n  if order['command'] == 'get_status': sys.exit(3)", "restart: { policy: never }")
    try await rig.start()
    await #expect(throws: DriverError.unavailable("the agent exited with status 3")) {
      _ = try await rig.driver.send(rig.order("get_status", id: "r2"))
    }
    let news = await rig.news.wait { !$0.turns.isEmpty }
    #expect(news.turns == ["failed: the agent exited with status 3: its policy is never to start it again"])
    #expect(await rig.end())
  }

  @Test(arguments: [
    ("{ command: /nowhere/agent }", "the agent exited with status 127 (the command was not found)"),
    ("{ command: no-such-agent, limits: { nice: 1 } }", "the agent exited with status 127 (the command was not found)"),
    ("{ command: /etc/passwd }", "the agent exited with status 126 (the command cannot be executed)"),
    ("{ command: 'false' }", "the agent exited with status 1"),
    ("{ command: sh, arguments: [-c, 'kill -9 $$'] }", "the agent was killed by signal 9"),
    ("{ command: sh, directory: /nowhere }", "the agent could not be started"),
  ])
  func `an agent that does not come to work fails at once and is not started again`(yaml: String, reason: String)
    async throws
  {
    let rig = AgentRig(yaml)
    await #expect {
      try await rig.start()
    } throws: { error in
      guard case DriverError.failed(let words) = error else { return false }
      return words.hasPrefix(reason)
    }
    #expect(await rig.end())
    #expect(rig.news.value.turns == [])
  }

  @Test func `an agent that refuses to start is ended`() async throws {
    let rig = AgentRig.python(
      "say(pid=os.getpid())\nfor order in orders(): answer(order, 'failed', error_message='no licence')",
      "ready: answer")
    await #expect(throws: DriverError.failed("no licence")) { try await rig.start() }
    #expect(!AgentRig.lives(await rig.number("pid")))
    #expect(await rig.end())
  }

  // MARK: Ending

  @Test func `what does not end by itself is killed with everything that it has begun`() async throws {
    let rig = AgentRig.python(
      """
      signal.signal(signal.SIGTERM, signal.SIG_IGN)
      child = subprocess.Popen(["sleep", "1000"], stdin=subprocess.DEVNULL)
      stray = subprocess.Popen(["sleep", "1000"], start_new_session=True)
      say(pid=os.getpid(), child=child.pid, stray=stray.pid)
      while True: time.sleep(1000)
      """, "stop: { order: 10ms, terminate: 10ms }")
    try await rig.start()
    let processes = await [rig.number("pid"), rig.number("child"), rig.number("stray")]
    #expect(processes.allSatisfy(AgentRig.lives))
    try await rig.stop()
    #expect(processes.filter(AgentRig.lives) == [])
    #expect(rig.news.value.turns == [])
    #expect(await rig.end())
  }

  @Test func `what an agent leaves behind goes with it`() async throws {
    let rig = AgentRig.python(
      """
      stray = subprocess.Popen(["sleep", "1000"], start_new_session=True)
      say(stray=stray.pid)
      sys.stdin.readline(); sys.stdin.read()
      """)
    try await rig.start()
    let stray = await rig.number("stray")
    try await rig.stop()
    #expect(!AgentRig.lives(stray))
    #expect(await rig.end())
  }

  @Test func `without grace it is terminated at once`() async throws {
    let rig = AgentRig.python(
      """
      signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])
      say(pid=os.getpid())
      signal.sigwait([signal.SIGTERM])
      say(terminated=1)
      """)
    try await rig.start()
    _ = await rig.number("pid")
    try await rig.stop(graceful: false)
    #expect(rig.events.last?.data.root["terminated"]?.int == 1)
    #expect(await rig.end())
  }

  @Test func `the end of the router is a graceful stop`() async throws {
    let rig = AgentRig.python(Self.echo)
    try await rig.start()
    #expect(await rig.end())
    #expect(rig.events.last?.data.root["stopped"]?.int == 1)
    #expect(rig.driver.counters.rejected.load() == 0)
    await #expect(throws: DriverError.unavailable("the router stops")) {
      try await rig.driver.start(rig.order("start"))
    }
  }

  // MARK: Restarts

  @Test func `an agent that was killed is started again by its policy`() async throws {
    let rig = AgentRig.python("say(pid=os.getpid())\nsys.stdin.read()", "restart: { pause: 1ms, max_pause: 1ms }")
    try await rig.start()
    let first = await rig.number("pid")
    kill(pid_t(first), SIGKILL)
    let news = await rig.news.wait { $0.turns.count >= 2 && $0.events.count >= 2 }
    #expect(news.turns == ["failed: the agent was killed by signal 9, again", "runs: started again by its policy"])
    let second = news.events.last?.data.root["pid"]?.int ?? 0
    #expect(second != first)
    #expect(AgentRig.lives(second))
    try await rig.stop()
    #expect(!AgentRig.lives(second))
    #expect(await rig.end())
  }

  @Test func `one that is started again by its policy has its configuration as it is then`() async throws {
    let rig = AgentRig.python(
      "for order in orders():\n  if order['command'] == 'start': say(pid=os.getpid(), got=order.get('parameters', {}).get('config'))",
      "restart: { pause: 1ms, max_pause: 1ms }")
    try await rig.start()
    rig.config.change { $0 = #"{"rate":20}"# }
    kill(pid_t(await rig.number("pid")), SIGKILL)
    let events = await rig.events(2)
    #expect(events[1].data.root["got"]?["rate"]?.int == 20)
    #expect(await rig.end())
  }

  @Test func `a stop ends the telling of what cannot be kept`() async throws {
    let folder = try TemporaryFolder()
    let rig = AgentRig.python(
      """
      if os.path.exists("lives"): sys.exit(3)
      open("lives", "w").close()
      say(pid=os.getpid())
      sys.stdin.read()
      """, "directory: \(folder.path), restart: { pause: 1ms, max_pause: 1ms, max_restarts: 1 }")
    try await rig.start()
    let pid = await rig.number("pid")
    rig.isAwayAfter.change { $0 = 1 }
    kill(pid_t(pid), SIGKILL)
    // It was started again in vain, and that cannot be told.
    _ = await rig.refused.wait { $0 >= 2 }
    try await rig.stop()
    rig.isAwayAfter.change { $0 = .max }
    try FileManager.default.removeItem(atPath: folder.path("lives"))
    // Somebody who goes on telling has the time of a whole life for it.
    try await rig.start()
    _ = await rig.events(2)
    try await rig.stop()
    #expect(rig.cancelled.value <= 1)
    #expect(rig.news.value.turns.count == 1)
    #expect(await rig.end())
  }

  @Test func `a start that nobody waits for any more leaves nothing behind`() async throws {
    let rig = AgentRig.python("say(pid=os.getpid())\nsys.stdin.read()", "settle: 60s")
    let start = Task { try await rig.start() }
    let pid = await rig.number("pid")
    start.cancel()
    await #expect(throws: DriverError.timeout("nobody waits any more until it works")) { try await start.value }
    #expect(!AgentRig.lives(pid))
    #expect(rig.news.value.turns == [])
    #expect(await rig.end())
  }

  @Test func `an agent that fails again and again has failed for good, and can be started`() async throws {
    let rig = AgentRig.python(
      "say(pid=os.getpid())\nsys.stdin.readline()\nsys.exit(4)",
      "settle: 0s, restart: { pause: 1ms, max_pause: 1ms, max_restarts: 2 }")
    try await rig.start()
    let news = await rig.news.wait { $0.turns.last?.contains("2 times") == true }
    #expect(news.turns.count { $0.hasSuffix(", again") } == 2)
    try await rig.start()
    _ = await rig.news.wait { $0.turns.count { $0.contains("2 times") } == 2 }
    #expect(await rig.end())
  }

  @Test func `a stop ends the wait for a restart`() async throws {
    let rig = AgentRig.python("say(pid=os.getpid())\nsys.stdin.read()", "restart: { pause: 1h, max_pause: 1h }")
    try await rig.start()
    kill(pid_t(await rig.number("pid")), SIGKILL)
    _ = await rig.news.wait { $0.turns.count == 1 }
    try await rig.stop()
    #expect(await rig.end())
    #expect(rig.events.count == 1)
  }

  @Test func `two hundred restarts leave no descriptor and no process behind`() async throws {
    let rig = AgentRig(
      """
      { command: sh, arguments: [-c, 'read -r line; exit 1'], settle: 0s,
        restart: { pause: 1ms, max_pause: 1ms, max_restarts: 200 } }
      """)
    try await rig.start()
    _ = await rig.news.wait { !$0.turns.isEmpty }
    let before = Self.openPipes
    _ = await rig.news.wait { $0.turns.last?.contains("200 times") == true }
    #expect(await rig.end())
    #expect(rig.driver.counters.restarts.load() == 200)
    // Other tests have processes of their own meanwhile; a leak would be one for each restart at least.
    #expect(Self.openPipes < before + 200)
    #expect(Self.children == [])
  }

  /// Pipes and pidfds: what only processes need.
  private static var openPipes: Int {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
    return names.count { name in
      let target = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(name)")) ?? ""
      return target.hasPrefix("pipe:") || target.contains("pidfd")
    }
  }

  /// Shells that are children of this process, dead ones too.
  private static var children: [String] {
    let tasks = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/task")) ?? []
    let pids = tasks.flatMap { task in
      ((try? String(contentsOfFile: "/proc/self/task/\(task)/children", encoding: .utf8)) ?? "").split(separator: " ")
    }
    return pids.compactMap { try? String(contentsOfFile: "/proc/\($0)/comm", encoding: .utf8) }.filter { $0 == "sh\n" }
  }

  // MARK: Bounds

  @Test func `limits hold`() async throws {
    let rig = AgentRig.python(
      """
      import resource
      try: len(bytearray(1 << 30)); allocated = 1
      except MemoryError: allocated = 0
      limits = {n: resource.getrlimit(getattr(resource, n))[0] for n in ["RLIMIT_AS", "RLIMIT_CPU", "RLIMIT_NOFILE"]}
      say(allocated=allocated, nice=os.nice(0), **limits)
      sys.stdin.read()
      """, "limits: { memory: 512MiB, cpu: 30s, open_files: 32, nice: 7 }")
    try await rig.start()
    let data = await rig.events(1)[0].data.root
    #expect(data["allocated"]?.int == 0)
    #expect(data["nice"]?.int == 7)
    #expect(data["RLIMIT_AS"]?.int == 512 << 20)
    #expect(data["RLIMIT_CPU"]?.int == 30)
    #expect(data["RLIMIT_NOFILE"]?.int == 32)
    #expect(await rig.end())
  }

  @Test func `an agent writes no faster than its events are taken`() async throws {
    let rig = AgentRig.python(
      """
      say(pid=os.getpid())
      for n in range(20000): say(n=n)
      say(done=1)
      sys.stdin.read()
      """)
    rig.isHeld.change { $0 = true }
    try await rig.start()
    // It comes to stand in a write to its pipe, since nothing is taken.
    #expect(await finishes(within: .seconds(60)) { while !Self.somebodyWrites() { await Task.yield() } })
    #expect(rig.events.isEmpty)
    rig.isHeld.change { $0 = false }
    let events = await rig.events(20_002)
    #expect(events.dropFirst().dropLast().enumerated().allSatisfy { $1.data.root["n"]?.int == $0 })
    #expect(await rig.end())
  }

  /// Whether a Python child stands in a write to its standard output.
  private static func somebodyWrites() -> Bool {
    let tasks = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/task")) ?? []
    let pids = tasks.flatMap { task in
      ((try? String(contentsOfFile: "/proc/self/task/\(task)/children", encoding: .utf8)) ?? "").split(separator: " ")
    }
    return pids.contains { pid in
      let place = (try? String(contentsOfFile: "/proc/\(pid)/wchan", encoding: .utf8)) ?? ""
      return place.contains("pipe_write")
    }
  }
}
