import TestSupport

@testable import RouterCore

/// Drops what was seen within a while, the drops included: all it knows lies within that while.
struct RecentStage: Stage {
  let span: Duration
  private var seen: [UInt64: Timestamp] = [:]

  init(span: Duration) { self.span = span }

  var horizon: Duration? { span }

  mutating func process(_ delivery: Delivery, at time: Timestamp, _ output: inout StageOutput) -> StageVerdict {
    defer { seen[delivery.key] = time }
    guard let last = seen[delivery.key], time - last < span else { return .keep }
    return .drop(.filtered)
  }
}

/// Takes events in and emits how many they were, window by window.
struct CountStage: Stage {
  let length: Duration
  private var count = 0
  private var end: Timestamp?

  init(length: Duration) { self.length = length }

  var horizon: Duration? { length }
  var endsEvents: Bool { true }
  var deadline: Timestamp? { end }

  mutating func process(_ delivery: Delivery, at time: Timestamp, _ output: inout StageOutput) -> StageVerdict {
    due(at: time, &output)
    let length = length.components.seconds * 1_000_000 + length.components.attoseconds / 1_000_000_000_000
    end = Timestamp(microseconds: (time.microseconds / length + 1) * length)
    count += 1
    return .absorb
  }

  mutating func due(at time: Timestamp, _ output: inout StageOutput) {
    guard let end, end <= time else { return }
    output.emit(.sample("agent_status", #"{"window":\#(end.microseconds),"count":\#(count)}"#))
    (count, self.end) = (0, nil)
  }
}

/// Holds the newest event of each key until it has been quiet for a while; the one before ends there.
struct QuietStage: Stage {
  let span: Duration
  private var held: [(deadline: Timestamp, delivery: Delivery)] = []

  init(span: Duration) { self.span = span }

  var horizon: Duration? { span }
  var deadline: Timestamp? { held.first?.deadline }

  mutating func process(_ delivery: Delivery, at time: Timestamp, _ output: inout StageOutput) -> StageVerdict {
    if let index = held.firstIndex(where: { $0.delivery.key == delivery.key }) {
      output.discard(held.remove(at: index).delivery.number, .filtered)
    }
    held.append((time + span, delivery))
    return .hold
  }

  mutating func due(at time: Timestamp, _ output: inout StageOutput) {
    while let first = held.first, first.deadline <= time { output.release(held.removeFirst().delivery) }
  }
}

extension Delivery {
  fileprivate var key: UInt64 { number.value % 3 }
}
