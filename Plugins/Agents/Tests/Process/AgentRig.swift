import Glibc
import RouterCore
import TestSupport
import Testing

@testable import AgentsPlugin

/// A driver with a real process, and what it tells.
final class AgentRig: Sendable {
  static let agent = "a1"

  let driver: ProcessDriver
  let news = Watched<[DriverNews]>([])
  /// Waits before anything is taken, if it is on.
  let isHeld = Watched(false)
  /// After so many turns nothing can be kept.
  let isAwayAfter = Watched(Int.max)
  /// News that came while nothing could be kept.
  let refused = Watched(0)
  /// News told by somebody who was to tell nothing any more.
  let cancelled = Watched(0)
  /// The agent's configuration.
  let config = Watched("{}")
  private let task: Running

  /// - Parameter command: YAML of the keys of the config.
  init(_ yaml: String, catalogue: Catalogue = .standard) {
    // As `junctor run` does: an order may be written when the process has just ended.
    signal(SIGPIPE, SIG_IGN)
    let context = ComponentContext.sample(catalogue: catalogue, time: SystemTime())
    let driver = ProcessDriver(
      config: .sample(yaml),
      context: DriverContext(
        agent: Self.agent, component: context, attendance: Attendance(context.agents.connections)
      ) { [config] in
        AgentOrder(
          "start", agent: Self.agent, parameters: .sample(#"{"config":\#(config.value)}"#),
          requestID: RandomID.make("order_"))
      })
    self.driver = driver
    task = Running { [news, isHeld, isAwayAfter, refused, cancelled] in
      await driver.run { item in
        await isHeld.wait { !$0 }
        // As a database does.
        if Task.isCancelled {
          cancelled.change { $0 += 1 }
          throw CancellationError()
        }
        if news.value.turns.count >= isAwayAfter.value {
          refused.change { $0 += 1 }
          throw DriverError.unavailable("the test says so")
        }
        news.change { $0.append(item) }
      }
    }
  }

  /// A Python program as the agent. `say(type, **data)` writes an event, `answer(order, **result)` answers.
  static func python(_ program: String, _ keys: String = "") -> AgentRig {
    let prelude = """
      import json, os, sys, time, signal, subprocess
      me = os.environ["JUNCTOR_AGENT_ID"]
      def line(value): print(json.dumps(value), flush=True)
      def say(kind="agent_status", **data):
          line({"type": kind, "data": {"agent_id": me, "old_status": "idle", "new_status": "active", **data}})
      def orders():
          for text in sys.stdin: yield json.loads(text)["data"]
      def answer(order, status="succeeded", **data):
          line({"type": "command_result", "data": {"request_id": order["request_id"], "status": status, **data}})

      """
    let text = JSONDocument.string(prelude + program).description
    return AgentRig("{ command: python3, arguments: [-c, \(text)]\(keys.isEmpty ? "" : ", " + keys) }")
  }

  func order(_ command: String, id: String = "r1", parameters: String? = nil) -> AgentOrder {
    AgentOrder(command, agent: Self.agent, parameters: parameters.map(JSONDocument.sample), requestID: id)
  }

  /// Waits until `run` has begun.
  func start() async throws {
    while true {
      do {
        return try await driver.start(order("start"))
      } catch DriverError.unavailable("the router stops") {
        await Task.yield()
      }
    }
  }

  func stop(graceful: Bool = true) async throws { try await driver.stop(order("stop", id: "s1"), graceful: graceful) }

  /// The router stops.
  func end() async -> Bool { await task.stop(within: .seconds(30)) }

  var events: [EventDraft] { news.value.events }

  func events(_ count: Int) async -> [EventDraft] { await news.wait { $0.events.count >= count }.events }

  /// `int` members of the first event that has one.
  func number(_ name: String) async -> Int {
    let all = await news.wait { $0.events.contains { $0.data.root[name] != nil } }
    return all.events.lazy.compactMap { $0.data.root[name]?.int }.first ?? 0
  }

  /// A process that runs; one that has ended and that nobody has asked for is none.
  static func lives(_ pid: Int) -> Bool {
    guard let file = fopen("/proc/\(pid)/stat", "r") else { return false }
    defer { fclose(file) }
    var buffer = [UInt8](repeating: 0, count: 512)
    let count = fread(&buffer, 1, buffer.count, file)
    let text = String(decoding: buffer[..<count], as: UTF8.self)
    let state = text.split(separator: ")").last?.split(separator: " ").first
    return state != nil && state != "Z" && state != "X"
  }
}

extension [DriverNews] {
  var events: [EventDraft] {
    flatMap { item -> [EventDraft] in
      guard case .events(let drafts) = item else { return [] }
      return drafts
    }
  }

  /// Without the events, in words.
  var turns: [String] {
    compactMap { item in
      switch item {
      case .events: nil
      case .runs(let reason): "runs: \(reason)"
      case .failed(let reason, let restart): "failed: \(reason)\(restart == nil ? "" : ", again")"
      }
    }
  }
}
