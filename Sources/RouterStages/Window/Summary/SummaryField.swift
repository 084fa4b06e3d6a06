import RouterCore

/// A thing that a window knows when it ends.
enum SummaryField: Sendable, Hashable {
  case stage
  case windowStart
  case windowEnd
  case count
  /// By position in `group_by`.
  case group(Int)
  /// By position in `sum`.
  case sum(Int)

  func write(_ summary: WindowSummary, stage: String, _ writer: inout JSONWriter) {
    switch self {
    case .stage, .windowStart, .windowEnd: writer.value(text(in: summary, stage: stage))
    case .count: writer.value(summary.group.count)
    case .group(let index):
      switch summary.group.values[index] {
      case .absent: writer.null()
      case .text(let text): writer.value(text)
      case .json(let text): writer.value(uncheckedText: text)
      }
    case .sum(let index):
      switch summary.group.sums[index].value {
      case .whole(let sum): writer.value(sum)
      case .real(let sum): writer.value(sum)
      }
    }
  }

  func text(in summary: WindowSummary, stage: String) -> String {
    switch self {
    case .stage: stage
    case .windowStart: summary.start.text
    case .windowEnd: summary.end.text
    case .count: "\(summary.group.count)"
    case .group(let index): summary.group.values[index].text
    case .sum(let index):
      switch summary.group.sums[index].value {
      case .whole(let sum): "\(sum)"
      case .real(let sum): "\(sum)"
      }
    }
  }
}

extension SummaryField {
  /// How the fields are called in templates, by name.
  static func all(groups: [String], sums: [String]) -> [String: SummaryField] {
    var fields: [String: SummaryField] = [
      "stage": .stage, "window_start": .windowStart, "window_end": .windowEnd, "count": .count,
    ]
    for (index, name) in groups.enumerated() { fields["group.\(name)"] = .group(index) }
    for (index, name) in sums.enumerated() { fields["sum.\(name)"] = .sum(index) }
    return fields
  }

  /// Alone in a text it gives a number.
  var isNumber: Bool {
    switch self {
    case .count, .sum: true
    case .stage, .windowStart, .windowEnd, .group: false
    }
  }
}
