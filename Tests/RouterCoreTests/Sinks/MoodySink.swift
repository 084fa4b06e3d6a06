import RouterCore
import Synchronization
import TestSupport

/// Delivers, delivers a part, asks to retry, rejects and does not open, at random; keeps what it took.
final class MoodySink: Sink {
  struct Record: Sendable {
    var random: SplitMix64
    var delivered: [UInt64] = []
    var rejected: [UInt64] = []
    /// What the next batch must begin with, when this one was not finished.
    var expected: [UInt64] = []
    var violations: [String] = []
    var isOpen = false
    var isClosed = false
    /// From now on everything is delivered.
    var isTamed = false
  }

  let record: Watched<Record>
  private let time: VirtualTime

  init(seed: UInt64, time: VirtualTime) {
    self.time = time
    record = Watched(Record(random: SplitMix64(seed: seed)))
  }

  struct Closed: Error {}

  func open() async throws {
    let isOpen = record.change { record in
      record.isOpen = record.isTamed || Int.random(in: 0..<3, using: &record.random) == 0
      return record.isOpen
    }
    if !isOpen { throw Closed() }
  }

  func close() async throws { record.change { $0.isClosed = true } }

  func deliver(_ batch: [Delivery]) async -> SinkAnswer {
    if Bool.random() { await Task.yield() }
    return record.change { $0.answer(batch.map(\.number.value)) }
  }
}

extension MoodySink.Record {
  fileprivate mutating func answer(_ batch: [UInt64]) -> SinkAnswer {
    if !isOpen || isClosed { violations.append("a delivery while it is not open") }
    if batch.isEmpty { violations.append("an empty batch") }
    if !expected.isEmpty, expected != batch { violations.append("after \(expected) came \(batch)") }
    let part = Int.random(in: 0...batch.count, using: &random)
    switch isTamed ? 0 : Int.random(in: 0..<10, using: &random) {
    case ..<5:
      delivered += batch
      expected = []
      return .delivered
    case ..<8:
      delivered += batch.prefix(part)
      expected = Array(batch.dropFirst(part))
      let pauses: [Duration?] = [nil, .zero, .milliseconds(50)]
      let after = pauses.randomElement(using: &random) ?? nil
      return .retry(delivered: part, after: after, reason: "a mood")
    default:
      delivered += batch.prefix(part)
      rejected += batch.dropFirst(part).prefix(1)
      expected = Array(batch.dropFirst(part + 1))
      return .rejected(delivered: part, reason: "a mood")
    }
  }
}
