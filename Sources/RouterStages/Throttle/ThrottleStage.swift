import RouterCore

/// A token bucket per key, filled by the log's time.
package struct ThrottleStage: Stage {
  private let rate: TokenRate
  private let key: EventKey
  private var buckets: RecentKeys<TokenBucket>

  /// Twice what an empty bucket takes to fill: after that it is as full as it was, unless it has been nearly empty all the
  /// time. It may then let a burst more through.
  package var horizon: Duration? { rate.fillingTime * 2 }

  package init(rate: TokenRate, key: EventKey = .none, maxKeys: Int = 1) {
    self.rate = rate
    self.key = key
    buckets = RecentKeys(capacity: maxKeys)
  }

  package mutating func process(
    _ delivery: Delivery, at time: Timestamp, _ output: inout StageOutput
  ) -> StageVerdict {
    takeToken(Fingerprint(key, of: delivery.event), at: time) ? .keep : .drop(.throttled)
  }

  private mutating func takeToken(_ key: Fingerprint, at time: Timestamp) -> Bool {
    var isTaken = false
    if buckets.update(key, { isTaken = $0.take(rate, at: time) }) { return isTaken }
    var bucket = TokenBucket(rate, at: time)
    isTaken = bucket.take(rate, at: time)
    buckets.insert(key, bucket)
    return isTaken
  }
}

extension StageFactory {
  package static let throttle = StageFactory(type: "throttle", ThrottleConfig.self) { config, _ in
    config.tokenRate.map { ThrottleStage(rate: $0, key: config.key, maxKeys: config.maxKeys) }
  }
}
