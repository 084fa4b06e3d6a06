import RouterCore

/// Counts and sums events in windows of the log's time, which are the same in every replay.
package struct WindowStage: Stage {
  package let endsEvents = true

  private let length: Duration
  private let key: EventKey
  private let sums: [FieldPath]
  private let emission: WindowEmission
  private var groups: RecentKeys<WindowGroup>
  /// Of the window that the groups belong to.
  private var start = Timestamp.distantPast

  package init(every length: Duration, key: EventKey, sums: [FieldPath], maxGroups: Int, emission: WindowEmission) {
    self.length = length
    self.key = key
    self.sums = sums
    self.emission = emission
    groups = RecentKeys(capacity: maxGroups)
  }

  /// A window knows nothing of the one before.
  package var horizon: Duration? { length }

  /// The end of the window, which no longer belongs to it.
  package var deadline: Timestamp? { groups.count == 0 ? nil : start + length }

  package mutating func process(
    _ delivery: Delivery, at time: Timestamp, _ output: inout StageOutput
  ) -> StageVerdict {
    due(at: time, &output)
    if groups.count == 0 { start = time.alignedDown(to: length) }
    let event = delivery.event
    let fingerprint = Fingerprint(key, of: event)
    if !groups.update(fingerprint, { $0.add(event, sums) }) {
      var group = WindowGroup(key, sums, of: event)
      group.add(event, sums)
      if let early = groups.insert(fingerprint, group) { emit(early, &output) }
    }
    return .absorb
  }

  package mutating func due(at time: Timestamp, _ output: inout StageOutput) {
    guard let deadline, deadline <= time else { return }
    while let group = groups.removeOldest() { emit(group, &output) }
  }

  private func emit(_ group: WindowGroup, _ output: inout StageOutput) {
    let summary = WindowSummary(start: start, end: start + length, group: group)
    if let event = emission.event(for: summary) { output.emit(event) }
  }
}

extension Timestamp {
  /// The latest multiple of a positive duration since 1970 that is not after this moment.
  func alignedDown(to duration: Duration) -> Timestamp {
    let length = duration.wholeMicroseconds
    let remainder = microseconds % length
    return self - .microseconds(remainder < 0 ? remainder + length : remainder)
  }
}

extension StageFactory {
  package static let window = StageFactory(type: "window", WindowConfig.self) { config, context in
    WindowEmission(config, &context).map { emission in
      WindowStage(
        every: config.every, key: config.groupBy.key, sums: config.sum.members.map(\.field),
        maxGroups: config.maxGroups, emission: emission)
    }
  }
}
