import RouterCore
import TestSupport
import Testing

@testable import LegacyBridgePlugin

@Suite struct ConversationPropertyTests {
  private enum Step: CaseIterable {
    case publish, arrive, arriveMany, store, connect, breakLink, kill, forget, repeatMore
  }

  @Test(.timeLimit(.minutes(1)), arguments: 0..<150)
  func `Every event that the server can still give is in the log once, in order`(seed: UInt64) async throws {
    var random = SplitMix64(seed: seed)
    var simulation = BridgeSimulation()
    if Bool.random(using: &random) { simulation.server.token = "hush" }
    for _ in 0..<120 {
      try await take(Step.allCases.randomElement(using: &random) ?? .arrive, in: &simulation, &random)
      try checkPosition(of: simulation)
    }
    // In the end the link holds.
    try await simulation.disconnect(isKilled: false)
    simulation.connect()
    simulation.publish()
    while !simulation.wire.isEmpty { try simulation.arrive() }
    while !simulation.inbox.isEmpty { try await simulation.store() }
    let serials = simulation.bench.serials
    #expect(simulation.mistakes == [])
    // What nobody has asked for may be replayed too, behind what has been.
    let owed = serials.filter { !simulation.waived.contains($0) }
    #expect(owed == owed.sorted(), "out of order")
    #expect(Set(serials).count == serials.count, "repeated")
    let missing = Set(1...simulation.server.published).subtracting(serials).subtracting(simulation.waived)
    #expect(missing.isEmpty, "lost: \(missing.sorted())")
    #expect(simulation.bench.counters.rejected.load() == 0)
  }

  private func take(
    _ step: Step, in simulation: inout BridgeSimulation, _ random: inout SplitMix64
  ) async throws {
    switch step {
    case .publish: for _ in 0..<Int.random(in: 1...5, using: &random) { simulation.publish() }
    case .arrive: try simulation.arrive()
    case .arriveMany: for _ in 0..<Int.random(in: 1...20, using: &random) { try simulation.arrive() }
    case .store: if !simulation.inbox.isEmpty { try await simulation.store() }
    case .connect: if simulation.conversation == nil { simulation.connect() }
    case .breakLink: try await simulation.disconnect(isKilled: false)
    case .kill: try await simulation.disconnect(isKilled: true)
    case .forget: if Int.random(in: 0..<4, using: &random) == 0 { try await simulation.forget() }
    case .repeatMore: simulation.server.overlap = Int.random(in: 0...9, using: &random)
    }
  }

  /// Everything up to the event that the position names is in the log.
  private func checkPosition(of simulation: BridgeSimulation) throws {
    let server = simulation.server
    guard simulation.isPositionPresent, let number = simulation.storedNumber, number <= server.frames.count else {
      return
    }
    let last = server.published - server.frames.count + number
    let missing = Set(0...last).subtracting([0]).subtracting(simulation.bench.serials).subtracting(simulation.waived)
    #expect(missing.isEmpty, "the position is past \(missing.sorted())")
  }
}
