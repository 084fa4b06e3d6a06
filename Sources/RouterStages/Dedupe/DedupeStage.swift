import RouterCore

/// Drops repetitions. The window begins with the event that was kept and does not slide: what repeats for ever comes
/// through once per window.
package struct DedupeStage: Stage {
  private let key: EventKey
  private let window: Duration
  /// When the kept ones came; the oldest of the table is the one that came first.
  private var kept: RecentKeys<Timestamp>

  /// Two windows: a key that was kept in the last one is known for sure if it had been silent for a window before. One
  /// that never is may come through once more, since nobody knows when its window began.
  package var horizon: Duration? { window * 2 }

  package init(key: EventKey, window: Duration, maxKeys: Int) {
    self.key = key
    self.window = window
    kept = RecentKeys(capacity: maxKeys)
  }

  package mutating func process(
    _ delivery: Delivery, at time: Timestamp, _ output: inout StageOutput
  ) -> StageVerdict {
    guard !key.isAbsent(in: delivery.event) else { return .keep }
    forgetSome(at: time)
    let fingerprint = Fingerprint(key, of: delivery.event)
    if let first = kept[fingerprint] {
      guard isOver(first, at: time) else { return .drop(.duplicate) }
      kept.remove(fingerprint)
    }
    kept.insert(fingerprint, time)
    return .keep
  }

  /// Two per event, which is more than an event adds: after a pause nobody waits for the whole table to be cleared.
  private mutating func forgetSome(at time: Timestamp) {
    for _ in 0..<2 {
      guard let first = kept.oldest, isOver(first, at: time) else { return }
      kept.removeOldest()
    }
  }

  private func isOver(_ first: Timestamp, at time: Timestamp) -> Bool { time - first >= window }
}

extension StageFactory {
  package static let dedupe = StageFactory(type: "dedupe", DedupeConfig.self) { config, _ in
    DedupeStage(key: config.key, window: config.window, maxKeys: config.maxKeys)
  }
}
