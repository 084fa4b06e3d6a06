import NIOCore
import NIOPosix
import RouterCore
import Synchronization
import TestSupport
import Testing

@testable import RouterGateway

/// Pages that many replays read at the same time.
struct ReplayPagesTests {
  /// A log whose pages come when the test lets them.
  private final class Gate: Sendable {
    struct State: Sendable {
      var isOpen = true
      var reads: [UInt64] = []
      var active = 0
      var most = 0
      var waiting: [CheckedContinuation<Void, Never>] = []
    }

    let state = Mutex(State())
    let events: UInt64

    init(events: UInt64, isOpen: Bool = true) {
      self.events = events
      state.withLock { $0.isOpen = isOpen }
    }

    var reads: [UInt64] { state.withLock { $0.reads } }

    func open() {
      state.withLock { state in
        state.isOpen = true
        defer { state.waiting = [] }
        return state.waiting
      }.forEach { $0.resume() }
    }

    func read(_ position: JournalPosition, _ limit: Int) async throws -> SinkPage {
      state.withLock { state in
        state.reads.append(position.value)
        state.active += 1
        state.most = max(state.most, state.active)
      }
      await withCheckedContinuation { continuation in
        let isOpen = state.withLock { state in
          if !state.isOpen { state.waiting.append(continuation) }
          return state.isOpen
        }
        if isOpen { continuation.resume() }
      }
      state.withLock { $0.active -= 1 }
      var page = SinkPage(next: position)
      for number in (position.value + 1)...max(position.value + 1, min(events, position.value + UInt64(limit)))
      where number <= events {
        page.deliveries.append(.sample(number))
        page.next = JournalPosition(number)
        page.positions.append(page.next)
      }
      return page
    }
  }

  private static let loop = MultiThreadedEventLoopGroup.singleton.any()

  private static func pages(_ gate: Gate) -> ReplayPages {
    let log = LocalLog(config: LogConfig(), time: VirtualTime())
    return ReplayPages(log, sink: "clients") { position, limit in try await gate.read(position, limit) }
  }

  private static func mark(_ position: UInt64) -> JournalMark {
    JournalMark(position: JournalPosition(position), newest: EventNumber(position))
  }

  @Test func `A page that was read serves all who are inside of it, while replays are under way`() async throws {
    let gate = Gate(events: 1000)
    let pages = Self.pages(gate)
    pages.begin()
    for position in [0, 0, 100, 255] as [UInt64] {
      let page = try await pages.page(after: Self.mark(position), on: Self.loop).get()
      #expect(page.next == JournalPosition(256))
    }
    #expect(gate.reads == [0])
    #expect(try await pages.page(after: Self.mark(256), on: Self.loop).get().next == JournalPosition(512))
    #expect(try await pages.page(after: Self.mark(300), on: Self.loop).get().next == JournalPosition(512))
    #expect(gate.reads == [0, 256])
    pages.end()
    pages.begin()
    _ = try await pages.page(after: Self.mark(0), on: Self.loop).get()
    #expect(gate.reads == [0, 256, 0])
  }

  @Test func `A page that is being read is waited for, and few are read at once`() async throws {
    let gate = Gate(events: 100_000, isOpen: false)
    let pages = Self.pages(gate)
    pages.begin()
    let positions = (0..<20).flatMap { page in (0..<10).map { UInt64(page * 256 + $0 * 20) } }
    let futures = positions.map { pages.page(after: Self.mark($0), on: Self.loop) }
    gate.open()
    for (position, future) in zip(positions, futures) {
      let page = try await future.get()
      #expect(page.next.value > position && page.deliveries.contains { $0.number.value == position + 1 })
    }
    #expect(gate.reads.count == 20)
    #expect(gate.state.withLock { $0.most } <= 4)
  }

  @Test func `The end of the journal is asked for again`() async throws {
    let gate = Gate(events: 10)
    let pages = Self.pages(gate)
    pages.begin()
    #expect(try await pages.page(after: Self.mark(0), on: Self.loop).get().next == JournalPosition(10))
    for _ in 1...2 {
      #expect(try await pages.page(after: Self.mark(10), on: Self.loop).get().next == JournalPosition(10))
    }
    #expect(gate.reads == [0, 10, 10])
  }
}
