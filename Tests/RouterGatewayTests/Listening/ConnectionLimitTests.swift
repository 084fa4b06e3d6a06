import Logging
import Synchronization
import TestSupport
import Testing

@testable import RouterGateway

struct ConnectionLimitTests {
  private final class Listener: Sendable {
    let party: ConnectionLimit.Party
    let wakes = Mutex(0)

    init(_ party: ConnectionLimit.Party) { self.party = party }
  }

  private static func limit(of capacity: Int, time: VirtualTime = VirtualTime(), logs: LogRecorder = LogRecorder())
    -> ConnectionLimit
  {
    let reserve = DescriptorUse(limit: 1000, open: 0).limit - DescriptorUse(limit: 1000, open: 0).forConnections
    let descriptors = DescriptorUse(limit: 1000, open: 1000 - reserve - capacity)
    return ConnectionLimit(descriptors, time: time, logger: Logger(label: "test") { _ in logs })
  }

  @Test(
    arguments: [
      // 5 % of the descriptors, but not less than 16 and not more than 64, and 8 for operators.
      (DescriptorUse(limit: 64, open: 20), 20), (.init(limit: 1024, open: 20), 945),
      (.init(limit: 1280, open: 20), 1188),
      (.init(limit: 20_000, open: 20), 19_908), (.init(limit: Int.max, open: 0), Int.max - 72),
      (.init(limit: 20, open: 20), 1),
    ] as [(DescriptorUse, Int)])
  func `Some descriptors are kept for other things`(_ use: DescriptorUse, _ connections: Int) {
    #expect(use.forConnections == connections)
  }

  @Test func `The process's own descriptors are measured`() throws {
    let before = DescriptorUse.measured()
    #expect(before.open >= 3)
    #expect(before.limit >= before.open)
    let (soft, hard) = DescriptorUse.raiseLimit()
    #expect(soft <= hard)
    #expect(DescriptorUse.measured().limit == hard)
  }

  @Test func `Operators get in when clients have everything`() {
    let limit = Self.limit(of: 3)
    let (clients, operators) = (Listener(.clients), Listener(.operators))
    for _ in 0..<3 { limit.began(for: .clients) }
    #expect(!limit.admits(.clients, for: clients) {})
    for _ in 0..<DescriptorUse.forOperators {
      #expect(limit.admits(.operators, for: operators) {})
      limit.began(for: .operators)
    }
    #expect(!limit.admits(.operators, for: operators) {})
    limit.ended(for: .operators)
    #expect(limit.admits(.operators, for: operators) {})
    #expect(!limit.admits(.clients, for: clients) {})
  }

  /// What it does, told as sets of connections.
  private struct Naive {
    let capacity: Int
    var open: [ConnectionLimit.Party] = []
    var waiting: Set<Int> = []
    var wakes: [Int]

    func admits(_ party: ConnectionLimit.Party) -> Bool {
      open.count < capacity
        || (party == .operators && open.count { $0 == .operators } < DescriptorUse.forOperators)
    }

    mutating func wake(_ listeners: [Listener]) {
      for index in waiting where admits(listeners[index].party) {
        waiting.remove(index)
        wakes[index] += 1
      }
    }
  }

  @Test(arguments: 0..<50)
  func `It does what a simple model does`(_ seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let capacity = Int.random(in: 1...12, using: &random)
    let limit = Self.limit(of: capacity)
    let listeners = [Listener(.clients), Listener(.clients), Listener(.operators)]
    var model = Naive(capacity: capacity, wakes: listeners.map { _ in 0 })
    for _ in 0..<400 {
      let index = Int.random(in: 0..<listeners.count, using: &random)
      let listener = listeners[index]
      switch Int.random(in: 0..<10, using: &random) {
      case 0..<4:
        // As a listener does that NIO has accepted for without asking.
        limit.began(for: listener.party)
        model.open.append(listener.party)
      case 4..<8:
        guard let ending = model.open.indices.randomElement(using: &random) else { continue }
        limit.ended(for: model.open.remove(at: ending))
        model.wake(listeners)
      case 8:
        let admits = limit.admits(listener.party, for: listener) { listener.wakes.withLock { $0 += 1 } }
        #expect(admits == model.admits(listener.party))
        if !admits { model.waiting.insert(index) }
      default:
        limit.forget(listener)
        model.waiting.remove(index)
      }
      #expect(limit.open == model.open.count)
      #expect(listeners.map { $0.wakes.withLock { $0 } } == model.wakes)
    }
  }

  @Test func `Pauses are all counted and told once a minute`() {
    let (time, logs) = (VirtualTime(), LogRecorder())
    let limit = Self.limit(of: 5, time: time, logs: logs)
    let listener = LogRecorder()
    for _ in 0..<100 { limit.paused(listener, because: "a reason") }
    time.advance(by: .seconds(59))
    limit.paused(listener, because: "a reason")
    #expect(logs.lines.count == 1)
    time.advance(by: .seconds(1))
    limit.paused(listener, because: "another")
    #expect(limit.pauses == 102)
    #expect(logs.lines.count == 2)
    #expect(logs.lines[0].hasPrefix("warning a listener pauses accepting"))
    #expect(logs.lines[0].contains("a reason"))
    #expect(logs.lines[1].contains("another"))
    #expect(limit.pausedListeners == 1)
    limit.resumed(listener)
    #expect(limit.pausedListeners == 0)
    limit.paused(listener, because: "a third")
    limit.forget(listener)
    #expect(limit.pausedListeners == 0)
  }
}
