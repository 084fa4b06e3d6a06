import RouterCore

/// What a window has seen of one group.
struct WindowGroup: Sendable {
  /// As in the first event of the group.
  let values: [GroupValue]
  private(set) var count = 0
  private(set) var sums: [RunningSum]

  init(_ key: EventKey, _ sums: [FieldPath], of event: Event) {
    values = key.fields.map { GroupValue($0.value(in: event)) }
    self.sums = sums.map { _ in RunningSum() }
  }

  init(values: [GroupValue], count: Int, sums: [RunningSum]) {
    (self.values, self.count, self.sums) = (values, count, sums)
  }

  mutating func add(_ event: Event, _ fields: [FieldPath]) {
    count += 1
    for (index, field) in fields.enumerated() { sums[index].add(field.value(in: event)) }
  }
}
