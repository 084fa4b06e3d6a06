import Synchronization
import Testing

@testable import LoadBench

struct ProgressTests {
  @Test func `Who waits is woken once, when the number is reached`() {
    let (progress, wakes) = (Progress(), Counter())
    progress.onWake { wakes.add() }
    progress.add(3, at: 1)
    #expect(progress.wait(for: 10))
    progress.add(6, at: 2)
    #expect(wakes.value == 0)
    progress.add(5, at: 3)
    progress.add(5, at: 4)
    #expect(wakes.value == 1)
    #expect((progress.deliveries, progress.newestAt) == (19, 4))
  }

  @Test func `Nobody waits for what is there`() {
    let (progress, wakes) = (Progress(), Counter())
    progress.onWake { wakes.add() }
    progress.add(10, at: 1)
    #expect(!progress.wait(for: 10))
    progress.add(10, at: 2)
    #expect(wakes.value == 0)
  }

  @Test func `No wake is lost between those who add and the one who waits`() async {
    let progress = Progress()
    let (wakes, next) = AsyncStream<Void>.makeStream()
    progress.onWake { next.yield() }
    await withTaskGroup { group in
      for _ in 0..<4 {
        group.addTask { for _ in 0..<20_000 { progress.add(1, at: 0) } }
      }
      group.addTask {
        var iterator = wakes.makeAsyncIterator()
        // Hangs if one is lost.
        for goal in stride(from: 100, through: 80_000, by: 100) {
          while progress.wait(for: goal) { _ = await iterator.next() }
        }
      }
    }
    #expect(progress.deliveries == 80_000)
  }

  private final class Counter: Sendable {
    private let count = Atomic<Int>(0)
    var value: Int { count.load(ordering: .relaxed) }
    func add() { count.add(1, ordering: .relaxed) }
  }
}
