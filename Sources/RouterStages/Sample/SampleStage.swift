import RouterCore

/// Keeps a share of the events. Without state: what it decides depends on the event alone.
package struct SampleStage: Stage {
  private let share: Share
  private let key: EventKey?
  private let seed: UInt64

  /// - Parameter key: nil to choose by the event's number.
  package init(keeping share: Share, key: EventKey?, seed: UInt64) {
    self.share = share
    self.key = key
    self.seed = seed
  }

  package func process(_ delivery: Delivery, at time: Timestamp, _ output: inout StageOutput) -> StageVerdict {
    var hash = StableHash(seed: seed)
    if let key { hash.combine(key, of: delivery.event) } else { hash.combine(delivery.number.value) }
    return share.contains(hash.value) ? .keep : .drop(.sampled)
  }
}

extension StageFactory {
  package static let sample = StageFactory(type: "sample", SampleConfig.self) { config, context in
    config.keep.map { share in
      let seed = config.seed.map { UInt64(bitPattern: Int64($0)) } ?? seed(named: context.name)
      return SampleStage(keeping: share, key: config.key, seed: seed)
    }
  }

  /// Two stages in one pipeline must not choose alike: the second would keep all that the first has kept.
  private static func seed(named name: String) -> UInt64 {
    var hash = StableHash()
    hash.combine(text: name)
    return hash.value
  }
}
