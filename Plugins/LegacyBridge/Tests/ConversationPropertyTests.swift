import RouterCore
import TestSupport
import Testing

@testable import LegacyBridgePlugin

@Suite struct ConversationPropertyTests {
  private enum Step: CaseIterable {
    case publish, arrive, arriveMany, store, connect, breakLink, kill, forget, repeatMore, wait, mute
  }

  @Test(.timeLimit(.minutes(1)), arguments: 0..<150)
  func `Every event that the server can still give is in the log once, in order`(seed: UInt64) async throws {
    var random = SplitMix64(seed: seed)
    var simulation = BridgeSimulation()
    if Bool.random(using: &random) { simulation.server.token = "hush" }
    simulation.server.ignoresReconnect = Bool.random(using: &random)
    simulation.server.tellsPlace = Bool.random(using: &random)
    for _ in 0..<120 {
      try await take(Step.allCases.randomElement(using: &random) ?? .arrive, in: &simulation, &random)
      try checkPosition(of: simulation)
    }
    // In the end the link holds.
    try await simulation.disconnect(isKilled: false)
    simulation.server.ignoresReconnect = false
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

  @Test(arguments: 0..<50)
  func `Nothing is lost from the first answer on, however often RECONNECT is not answered`(seed: UInt64) async throws {
    var random = SplitMix64(seed: seed)
    var simulation = BridgeSimulation()
    for _ in 0..<Int.random(in: 0...3, using: &random) { simulation.publish() }
    simulation.connect()
    try simulation.arrive()
    try await simulation.store()
    let waived = simulation.waived
    #expect(simulation.storedNumber == waived.count)
    // No event has come yet.
    for _ in 0..<Int.random(in: 1...3, using: &random) { simulation.publish() }
    try await simulation.disconnect(isKilled: true)
    simulation.server.ignoresReconnect = true
    for _ in 0..<Int.random(in: 1...9, using: &random) {
      simulation.connect()
      simulation.publish()
      let isKilled = Int.random(in: 0..<4, using: &random) == 0
      if Bool.random(using: &random) {
        let isOver = simulation.wait()
        #expect(isOver)
      }
      try await simulation.disconnect(isKilled: isKilled)
    }
    simulation.server.ignoresReconnect = false
    simulation.connect()
    while !simulation.wire.isEmpty { try simulation.arrive() }
    while !simulation.inbox.isEmpty { try await simulation.store() }
    #expect(simulation.waived == waived)
    #expect(simulation.bench.serials == Array(1...simulation.server.published).filter { !waived.contains($0) })
    #expect(!simulation.server.messages.contains { $0.contains("SUBSCRIBE") })
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
    case .wait: if simulation.wait() { try await simulation.disconnect(isKilled: false) }
    case .mute: simulation.server.ignoresReconnect.toggle()
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
