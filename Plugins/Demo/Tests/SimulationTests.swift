import RouterCore
import TestSupport
import Testing

@testable import DemoPlugin

@Suite struct SimulationTests {
  private func story(agents: Int = 5, seed: UInt64, count: Int) throws -> [EventDraft] {
    var simulation = Simulation(agents: agents, seed: seed)
    return try (0..<count).map { try simulation.next(at: VirtualTime.start + .seconds($0)) }
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `Every story is consistent`(seed: UInt64) throws {
    var checker = StoryChecker()
    let size = Int(seed % 7) + 1
    for event in try story(agents: size, seed: seed, count: 3000) {
      checker.check(event)
      #expect(checker.agentCount <= size)
    }
  }

  @Test func `Every event is allowed by the catalogue`() throws {
    let intake = Intake(catalogue: .standard, time: VirtualTime())
    for draft in try story(seed: 7, count: 5000) { _ = try intake.event(from: draft, producer: "demo") }
  }

  @Test func `Every kind of event occurs`() throws {
    var checker = StoryChecker()
    for event in try story(seed: 1, count: 5000) { checker.check(event) }
    #expect(
      checker.types.keys.sorted() == [
        "agent_created", "agent_deleted", "agent_status", "agent_updated", "entity_created", "entity_updated",
        "inference_completed", "inference_failed", "inference_progress", "inference_started", "relationship_created",
        "system_alert", "system_status",
      ])
  }

  @Test func `Without a status of the whole, alerts still come in pairs, and all else as before`() throws {
    var (with, without) = (Simulation(agents: 5, seed: 1), Simulation(agents: 5, seed: 1, tellsStatus: false))
    let all = try (0..<5000).map { try with.next(at: VirtualTime.start + .seconds($0)) }.filter {
      $0.type != "system_status"
    }
    let rest = try all.indices.map { _ in try without.next(at: VirtualTime.start) }
    #expect(rest.map(\.type) == all.map(\.type))
    let alerts = rest.filter { $0.type == "system_alert" }.map { $0.data.root["alert_id"]?.string }
    #expect(alerts.count > 10)
    for pair in stride(from: 0, to: alerts.count - 1, by: 2) { #expect(alerts[pair] == alerts[pair + 1]) }
  }

  @Test func `The same seed tells the same story, another one another`() throws {
    let texts = try [3, 3, 4].map { seed in try story(seed: seed, count: 500).map { "\($0.type) \($0.data)" } }
    #expect(texts[0] == texts[1])
    #expect(texts[0] != texts[2])
  }
}
