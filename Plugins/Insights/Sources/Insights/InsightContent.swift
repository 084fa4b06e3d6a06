import RouterCore

/// What an insight says: the payload of `insight_update`.
struct InsightContent: Sendable, Equatable {
  var type: String
  var priority: InsightPriority
  var description: String
  var recommendations: [String]

  func write(_ writer: inout JSONWriter) {
    writer.member("type", type)
    writer.member("priority", priority.rawValue)
    writer.member("description", description)
    writer.key("recommendations")
    writer.beginArray()
    for recommendation in recommendations { writer.value(recommendation) }
    writer.endArray()
  }

  /// The event that tells of it: compact, members in the documented order.
  var event: EventDraft {
    get throws(JSONError) {
      let data = try JSONDocument { writer in
        writer.beginObject()
        write(&writer)
        writer.endObject()
      }
      return EventDraft(type: "insight_update", data: data)
    }
  }
}
