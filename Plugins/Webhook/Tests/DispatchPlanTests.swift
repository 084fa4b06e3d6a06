import RouterCore
import TestSupport
import Testing

@testable import WebhookPlugin

@Suite struct DispatchPlanTests {
  private static let failure = Verdict.retry(reason: "down", isOutage: true)

  /// Items numbered from 1 with these keys.
  private static func plan(
    _ keys: [Int], size: Int = 10, concurrency: Int = 4, events: Int = 1, bytes: Int = .max,
    progress: Progress = Progress()
  ) -> DispatchPlan {
    let items = keys.enumerated().map {
      DispatchPlan.Item(number: EventNumber(UInt64($0.offset + 1)), key: $0.element, size: size)
    }
    let limits = DispatchPlan.Limits(concurrency: concurrency, events: events, size: bytes)
    return DispatchPlan(items, limits: limits, progress: progress)
  }

  /// Begins all requests that may begin.
  private static func start(_ plan: inout DispatchPlan) -> [[Int]] {
    var shipments: [[Int]] = []
    while let shipment = plan.next() {
      plan.start(shipment)
      shipments.append(shipment)
    }
    return shipments
  }

  @Test func `Events with different keys go together, with the same key one after the other`() {
    var plan = Self.plan([0, 0, 1, 0, 1, 2])
    #expect(Self.start(&plan) == [[0], [2], [5]])
    plan.finish([2], .accepted)
    #expect(Self.start(&plan) == [[4]])
    plan.finish([0], .accepted)
    #expect(Self.start(&plan) == [[1]])
  }

  @Test func `No more requests are under way than allowed`() {
    var plan = Self.plan([0, 1, 2, 3], concurrency: 2)
    #expect(Self.start(&plan) == [[0], [1]])
    plan.finish([1], .accepted)
    #expect(Self.start(&plan) == [[2]])
  }

  @Test func `A key whose event failed waits, others go on`() {
    var plan = Self.plan([0, 1, 0, 1])
    #expect(Self.start(&plan) == [[0], [1]])
    plan.finish([0], Self.failure)
    plan.finish([1], .accepted)
    #expect(Self.start(&plan) == [[3]])
    plan.finish([3], .accepted)
    #expect(plan.answer == .retry(delivered: 0, reason: "down"))
    #expect(plan.leftovers.fates == [EventNumber(2): .delivered, EventNumber(4): .delivered])
  }

  @Test func `What is done behind the front is not sent again`() {
    var progress = Progress()
    var plan = Self.plan([0, 1, 2])
    for shipment in Self.start(&plan) { plan.finish(shipment, shipment == [0] ? Self.failure : .accepted) }
    progress.update(plan)
    plan = Self.plan([0, 1, 2], progress: progress)
    #expect(Self.start(&plan) == [[0]])
    plan.finish([0], .accepted)
    #expect(plan.answer == .delivered)
    progress.update(plan)
    #expect(progress.count == 0)
  }

  @Test func `Rejections are answered one by one, in their place`() {
    var progress = Progress()
    var plan = Self.plan([0, 1, 2, 3])
    let shipments = Self.start(&plan)
    for shipment in shipments { plan.finish(shipment, shipment[0] % 2 == 0 ? .accepted : .rejected(reason: "no")) }
    #expect(plan.answer == .rejected(delivered: 1, reason: "no"))
    progress.update(plan)
    #expect(progress.fate(of: EventNumber(3)) == .delivered)
    #expect(progress.fate(of: EventNumber(4)) == .rejected(reason: "no"))
    #expect(progress.count == 2)
  }

  @Test func `A wish to be left alone ends the round`() {
    var plan = Self.plan([0, 1, 2, 3, 4], concurrency: 2)
    #expect(Self.start(&plan) == [[0], [1]])
    plan.finish([1], .retry(reason: "busy", after: .seconds(30), isOutage: false))
    #expect(plan.next() == nil)
    plan.finish([0], .accepted)
    #expect(plan.next() == nil)
    #expect(plan.answer == .retry(delivered: 1, after: .seconds(30), reason: "busy"))
  }

  @Test func `Of several wishes the longest counts`() {
    var plan = Self.plan([0, 1, 2])
    for (shipment, seconds) in zip(Self.start(&plan), [20, 60, 40]) {
      plan.finish(shipment, .retry(reason: "busy \(seconds)", after: .seconds(seconds), isOutage: false))
    }
    #expect(plan.answer == .retry(delivered: 0, after: .seconds(60), reason: "busy 20"))
  }

  @Test func `An endpoint that is gone stops the sink, behind what was rejected`() {
    var plan = Self.plan([0, 1, 2], concurrency: 3)
    _ = Self.start(&plan)
    plan.finish([0], .accepted)
    plan.finish([2], .gone(reason: "gone"))
    plan.finish([1], .rejected(reason: "no"))
    #expect(plan.answer == .rejected(delivered: 1, reason: "no"))
    var progress = Progress()
    progress.update(plan)
    plan = Self.plan([0], progress: progress)
    plan.end(reason: "gone")
    #expect(plan.next() == nil)
    #expect(plan.answer == .stop(delivered: 0, reason: "gone"))
  }

  @Test func `A batch takes what fits, in order, and an event that is too long goes alone`() {
    var plan = Self.plan([0, 0, 1, 1, 2], size: 10, concurrency: 1, events: 3, bytes: 100)
    #expect(plan.next() == [0, 1, 2])
    plan = Self.plan([0, 0, 1], size: 10, concurrency: 1, events: 3, bytes: 25)
    #expect(plan.next() == [0, 1])
    plan = Self.plan([0, 0, 1], size: 10, concurrency: 1, events: 3, bytes: 5)
    #expect(plan.next() == [0])
  }

  @Test func `Keys that are under way are left out of the next batch`() {
    var plan = Self.plan([0, 1, 0, 2, 1, 3], events: 2)
    #expect(Self.start(&plan) == [[0, 1], [3, 5]])
  }

  @Test func `A refused batch is halved until the one event is found`() {
    var plan = Self.plan([0, 0, 0, 0, 0], concurrency: 1, events: 5)
    var sent: [[Int]] = []
    while let shipment = plan.next() {
      sent.append(shipment)
      plan.start(shipment)
      plan.finish(shipment, shipment.contains(3) ? .unfit(reason: "too large") : .accepted)
    }
    #expect(sent == [[0, 1, 2, 3, 4], [0, 1, 2], [3, 4], [3], [4]])
    #expect(plan.answer == .rejected(delivered: 3, reason: "too large"))
  }

  @Test func `A failed batch is repeated as it was`() {
    var progress = Progress()
    var plan = Self.plan([0, 1, 2, 0, 3, 4], events: 2)
    #expect(Self.start(&plan) == [[0, 1], [2, 4], [5]])
    plan.finish([0, 1], .accepted)
    plan.finish([2, 4], Self.failure)
    plan.finish([5], Self.failure)
    #expect(Self.start(&plan) == [[3]])
    plan.finish([3], .accepted)
    #expect(plan.answer == .retry(delivered: 2, reason: "down"))
    progress.update(plan)
    plan = DispatchPlan(
      [(3, 0), (4, 1), (5, 2), (6, 3), (7, 4)].map { .init(number: EventNumber($0), key: $1, size: 1) },
      limits: .init(concurrency: 4, events: 4), progress: progress)
    #expect(Self.start(&plan) == [[0, 2], [3, 4]])
  }

  @Test func `A batch whose front the engine gave up is composed anew`() {
    var progress = Progress()
    var plan = Self.plan([0, 1, 2], events: 2)
    for shipment in Self.start(&plan) { plan.finish(shipment, Self.failure) }
    progress.update(plan)
    plan = DispatchPlan(
      [2, 3].map { .init(number: EventNumber($0), key: Int($0), size: 1) },
      limits: .init(concurrency: 4, events: 2), progress: progress)
    #expect(Self.start(&plan) == [[0, 1]])
  }

  /// As when dead letters are sent again.
  @Test func `A batch is not repeated past an event that has come between its events`() {
    var progress = Progress()
    var plan = Self.plan([0, 1], events: 2)
    for shipment in Self.start(&plan) { plan.finish(shipment, Self.failure) }
    progress.update(plan)
    plan = DispatchPlan(
      [(1, 0), (8, 1), (2, 1)].map { .init(number: EventNumber($0), key: $1, size: 1) },
      limits: .init(concurrency: 4, events: 2), progress: progress)
    #expect(plan.next() == [0, 1])
    plan = DispatchPlan(
      [(8, 0), (1, 0), (2, 1)].map { .init(number: EventNumber($0), key: $1, size: 1) },
      limits: .init(concurrency: 4, events: 2), progress: progress)
    #expect(plan.next() == [0])
  }

  @Test func `What is remembered is bounded`() {
    var progress = Progress()
    for first in stride(from: 1 as UInt64, through: 12_000, by: 100) {
      let items = (first..<first + 100).map { DispatchPlan.Item(number: EventNumber($0), key: Int($0), size: 0) }
      var plan = DispatchPlan(items, limits: .init(concurrency: 100))
      for shipment in Self.start(&plan) { plan.finish(shipment, shipment == [0] ? Self.failure : .accepted) }
      progress.update(plan)
    }
    #expect(progress.count == Progress.limit)
    #expect(progress.fate(of: EventNumber(12_000)) == .delivered)
    #expect(progress.fate(of: EventNumber(2)) == nil)
  }
}
