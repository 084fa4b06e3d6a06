import RouterCore

/// Something that stands out in the events of a timeframe.
enum Pattern: Sendable, Equatable {
  /// - share: of all events that were looked at.
  case frequency(event: String, count: Int, share: Double, perHour: Double)
  /// At least twice as often as in the time before, which was as long.
  case spike(event: String, count: Int, before: Int)
  /// - share: of all events that were looked at.
  case topGroup(group: String, count: Int, share: Double)
  /// Both came within the same minute, in the same group or of the same agent.
  /// - share: of the minutes with the rarer one.
  case together(first: String, second: String, count: Int, share: Double)
  /// Insights of one type.
  case recurring(insight: String, count: Int)

  func write(_ writer: inout JSONWriter) {
    writer.beginObject()
    switch self {
    case .frequency(let event, let count, let share, let perHour):
      writer.member("type", "frequency")
      writer.member("event", event)
      writer.member("count", count)
      writer.member("share", share)
      writer.member("per_hour", perHour)
    case .spike(let event, let count, let before):
      writer.member("type", "spike")
      writer.member("event", event)
      writer.member("count", count)
      writer.member("count_before", before)
    case .topGroup(let group, let count, let share):
      writer.member("type", "top_group")
      writer.member("group", group)
      writer.member("count", count)
      writer.member("share", share)
    case .together(let first, let second, let count, let share):
      writer.member("type", "co_occurrence")
      writer.key("events")
      writer.beginArray()
      writer.value(first)
      writer.value(second)
      writer.endArray()
      writer.member("count", count)
      writer.member("share", share)
    case .recurring(let insight, let count):
      writer.member("type", "recurring_insight")
      writer.member("insight", insight)
      writer.member("count", count)
    }
    writer.endObject()
  }
}
