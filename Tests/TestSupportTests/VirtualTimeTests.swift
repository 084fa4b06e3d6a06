import RouterCore
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct VirtualTimeTests {
  @Test func `Sleepers wake in the order of their deadlines, each at its own`() async {
    let time = VirtualTime()
    let woken = Watched<[Int]>([])
    for seconds in [3, 1, 2] {
      Task {
        try? await time.sleep(for: .seconds(seconds))
        woken.change { $0.append(seconds) }
      }
    }
    await time.waitForSleepers(3)
    for count in 1...3 {
      time.advance(by: .seconds(1))
      await woken.wait { $0.count == count }
    }
    #expect(woken.value == [1, 2, 3])
  }

  @Test func `A moment that has passed does not put to sleep`() async throws {
    let time = VirtualTime()
    try await time.sleep(until: VirtualTime.start)
    try await time.sleep(until: .distantPast)
    #expect(time.sleeperCount == 0)
  }

  @Test func `A cancelled sleeper leaves with an error`() async {
    let time = VirtualTime()
    let task = Task { try await time.sleep(for: .seconds(1)) }
    await time.waitForSleepers()
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(time.sleeperCount == 0)
    #expect(time.now() == VirtualTime.start)
  }

  @Test func `The clock stands still between advances and never goes back by one`() {
    let time = VirtualTime()
    time.advance(by: .seconds(2))
    time.advance(to: VirtualTime.start)
    #expect(time.now() == VirtualTime.start + .seconds(2))
    time.set(VirtualTime.start)
    #expect(time.now() == VirtualTime.start)
  }
}
