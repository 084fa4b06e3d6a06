import RouterCore
import TestSupport
import Testing

@testable import WebhookPlugin

/// Plans against a server that does whatever it likes, in any order, and an engine that offers what is left.
@Suite struct DispatchPlanPropertyTests {
  private struct Event {
    let number: EventNumber
    let key: Int
    let size: Int
    /// Never accepted, alone or with others.
    let isBad: Bool
  }

  /// What the server and the engine know: the naive model.
  private struct World {
    let limits: DispatchPlan.Limits
    /// In the order of acceptance.
    var accepted: [EventNumber] = []
    var refused: Set<EventNumber> = []
    var deadLettered: [EventNumber] = []
    var delivered: [EventNumber] = []
    /// Requests that failed as a whole and must come again as they were while all their events are offered.
    var failedTogether: [[EventNumber]] = []
  }

  @Test(arguments: 0..<300 as Range<UInt64>)
  func `Order per key is kept, nothing is lost or doubled, and bounds hold`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let keys = Int.random(in: 1...6, using: &random)
    let isBatch = Bool.random(using: &random)
    var world = World(
      limits: .init(
        concurrency: Int.random(in: 1...5, using: &random), events: isBatch ? Int.random(in: 1...6, using: &random) : 1,
        size: isBatch ? Int.random(in: 20...120, using: &random) : .max))
    let events = (1...UInt64.random(in: 1...60, using: &random)).map { number in
      Event(
        number: EventNumber(number), key: Int.random(in: 0..<keys, using: &random),
        size: Int.random(in: 1...40, using: &random), isBad: Int.random(in: 0..<15, using: &random) == 0)
    }
    var rest = events[...]
    var progress = Progress()
    var rounds = 0
    while !rest.isEmpty, rounds < 3000 {
      rounds += 1
      // As an engine that takes pages of its log: not always the same number.
      let offered = Array(rest.prefix(Int.random(in: 1...max(1, rest.count), using: &random)))
      let answer = round(offered, &progress, &world, failing: rounds < 2000, &random)
      take(answer, offered, &rest, &world, &random)
    }
    #expect(rest.isEmpty, "it came to its end")
    check(events, world)
  }

  /// One call of `deliver`.
  private func round(
    _ offered: [Event], _ progress: inout Progress, _ world: inout World, failing: Bool, _ random: inout SplitMix64
  ) -> SinkAnswer {
    let items = offered.map { DispatchPlan.Item(number: $0.number, key: $0.key, size: $0.size) }
    var plan = DispatchPlan(items, limits: world.limits, progress: progress)
    var underWay: [[Int]] = []
    while true {
      if let shipment = plan.next(), underWay.isEmpty || Int.random(in: 0..<3, using: &random) > 0 {
        checkStart(shipment, underWay, offered, world)
        plan.start(shipment)
        underWay.append(shipment)
        #expect(plan.inFlight == underWay.count)
        continue
      }
      guard !underWay.isEmpty else { break }
      let shipment = underWay.remove(at: Int.random(in: 0..<underWay.count, using: &random))
      let verdict = verdict(shipment.map { offered[$0] }, failing: failing, &random)
      note(verdict, shipment.map { offered[$0].number }, &world)
      plan.finish(shipment, verdict)
    }
    progress.update(plan)
    return plan.answer
  }

  private func verdict(_ events: [Event], failing: Bool, _ random: inout SplitMix64) -> Verdict {
    if failing {
      switch Int.random(in: 0..<8, using: &random) {
      case 0: return .retry(reason: "down", isOutage: true)
      case 1: return .retry(reason: "busy", after: .seconds(1), isOutage: false)
      case 2: return .interrupted
      default: break
      }
    }
    guard events.contains(where: \.isBad) else { return .accepted }
    return events.count == 1 && Bool.random(using: &random) ? .rejected(reason: "bad") : .unfit(reason: "bad")
  }

  private func note(_ verdict: Verdict, _ numbers: [EventNumber], _ world: inout World) {
    world.failedTogether.removeAll { $0 == numbers }
    switch verdict {
    case .accepted: world.accepted += numbers
    case .rejected: world.refused.formUnion(numbers)
    case .unfit: if numbers.count == 1 { world.refused.formUnion(numbers) }
    case .retry, .interrupted: if numbers.count > 1 { world.failedTogether.append(numbers) }
    case .gone: break
    }
  }

  private func checkStart(_ shipment: [Int], _ underWay: [[Int]], _ offered: [Event], _ world: World) {
    let done = Set(world.accepted).union(world.refused)
    let numbers = shipment.map { offered[$0].number }
    #expect(underWay.count < world.limits.concurrency)
    #expect(shipment == shipment.sorted())
    #expect(shipment.count <= world.limits.events)
    #expect(shipment.count == 1 || shipment.reduce(0) { $0 + offered[$1].size } <= world.limits.size)
    #expect(done.isDisjoint(with: numbers), "sent again: \(numbers)")
    let keys = Set(shipment.map { offered[$0].key })
    #expect(keys.isDisjoint(with: underWay.flatMap { $0 }.map { offered[$0].key }), "a key is under way twice")
    for index in shipment {
      let earlier = offered[..<index].filter { $0.key == offered[index].key }.map(\.number)
      #expect(earlier.allSatisfy { done.contains($0) || numbers.contains($0) }, "\(offered[index].number) overtakes")
    }
    let all = Set(offered.map(\.number))
    for group in world.failedTogether where all.isSuperset(of: group) && !Set(group).isDisjoint(with: numbers) {
      #expect(group == numbers, "a failed request is not repeated as it was")
    }
  }

  /// The engine's side.
  private func take(
    _ answer: SinkAnswer, _ offered: [Event], _ rest: inout ArraySlice<Event>, _ world: inout World,
    _ random: inout SplitMix64
  ) {
    let count = answer.deliveredCount(of: offered.count)
    world.delivered += rest.prefix(count).map(\.number)
    rest = rest.dropFirst(count)
    switch answer {
    case .delivered: break
    case .rejected: setAside(&rest, &world)
    case .retry(_, _, let reason):
      #expect(!reason.isEmpty)
      // Attempts are exhausted.
      if Int.random(in: 0..<20, using: &random) == 0 { setAside(&rest, &world) }
    case .stop: Issue.record("nothing is gone here")
    }
    let offeredNumbers = Set(offered.map(\.number))
    // Only what was offered just now is remembered; an engine that offers less breaks up larger requests.
    world.failedTogether.removeAll { !offeredNumbers.isSuperset(of: $0) }
  }

  private func setAside(_ rest: inout ArraySlice<Event>, _ world: inout World) {
    guard let first = rest.popFirst() else {
      Issue.record("nothing is left to set aside")
      return
    }
    world.deadLettered.append(first.number)
    world.failedTogether.removeAll { $0.contains(first.number) }
  }

  private func check(_ events: [Event], _ world: World) {
    #expect(Set(world.accepted).count == world.accepted.count, "doubled")
    #expect(world.delivered.allSatisfy(Set(world.accepted).contains), "answered as delivered without being so")
    #expect(world.refused.isSubset(of: world.deadLettered))
    #expect(Set(world.delivered).isDisjoint(with: world.deadLettered))
    #expect((world.delivered + world.deadLettered).sorted() == events.map(\.number), "every event has one fate")
    for key in Set(events.map(\.key)) {
      let order = world.accepted.filter { number in events.contains { $0.number == number && $0.key == key } }
      #expect(order == order.sorted(), "order of key \(key)")
    }
  }
}
