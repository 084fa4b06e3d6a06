import Synchronization
import TestSupport
import Testing

@testable import RouterCore

@Suite struct DeadlineTimerTests {
  private let time = VirtualTime()

  @Test func `it calls when the deadline has come, once`() async {
    let calls = Watched(0)
    var timer = DeadlineTimer(time: time)
    timer.set(VirtualTime.start + .seconds(5)) { _ in calls.change { $0 += 1 } }
    await time.waitForSleepers()
    time.advance(by: .seconds(4))
    #expect(calls.value == 0)
    time.advance(by: .seconds(1))
    await calls.wait { $0 == 1 }
    #expect(time.sleeperCount == 0)
  }

  @Test func `another deadline takes the place of the first`() async {
    let calls = Watched<[Int]>([])
    var timer = DeadlineTimer(time: time)
    for (index, seconds) in [10, 3, 20, 5].enumerated() {
      timer.set(VirtualTime.start + .seconds(seconds)) { _ in calls.change { $0.append(index) } }
      timer.set(VirtualTime.start + .seconds(seconds)) { _ in calls.change { $0.append(-index) } }
      await time.waitForSleepers()
    }
    time.advance(by: .seconds(30))
    await calls.wait { !$0.isEmpty }
    #expect(calls.value == [3])
    #expect(time.sleeperCount == 0)
  }

  @Test func `a call that comes after its deadline was replaced is told so`() async {
    let tickets = Watched<[DeadlineTimer.Ticket]>([])
    var timer = DeadlineTimer(time: time)
    timer.set(VirtualTime.start) { ticket in tickets.change { $0.append(ticket) } }
    await tickets.wait { $0.count == 1 }
    timer.set(VirtualTime.start + .seconds(1)) { ticket in tickets.change { $0.append(ticket) } }
    let late = timer.accept(tickets.value[0])
    #expect(!late)
    await time.waitForSleepers()
    time.advance(by: .seconds(1))
    await tickets.wait { $0.count == 2 }
    let (first, again) = (timer.accept(tickets.value[1]), timer.accept(tickets.value[1]))
    #expect(first && !again)
  }

  @Test func `cancelled it does not call`() async {
    let calls = Watched(0)
    var timer = DeadlineTimer(time: time)
    timer.set(VirtualTime.start + .seconds(5)) { _ in calls.change { $0 += 1 } }
    await time.waitForSleepers()
    timer.cancel()
    while time.sleeperCount > 0 { await Task.yield() }
    #expect(calls.value == 0)
  }

  @Test func `the machine's clock sleeps and can be woken by a cancellation`() async throws {
    let system = SystemTime()
    let start = system.now()
    try await system.sleep(for: .milliseconds(1))
    #expect(system.now() > start)
    let sleeper = Task { try await system.sleep(until: .distantFuture) }
    sleeper.cancel()
    await #expect(throws: CancellationError.self) { try await sleeper.value }
  }
}
