import RouterCore

extension Judge.AlertChange {
  /// `system_alert`. Raising and resolving have the same id and the same severity, so that who filters by severity gets both.
  func draft(at time: Timestamp) throws(JSONError) -> EventDraft {
    try .event("system_alert", at: time) { writer in
      writer.member("alert_id", id)
      writer.member("severity", worst == .unhealthy ? "error" : "warning")
      writer.member("type", place.trouble.rawValue)
      writer.member(
        "message", isOver ? place.trouble.resolution(of: place.component) : place.trouble.message(of: place.component))
      writer.key("affected_components")
      writer.beginArray()
      writer.value(place.component.name)
      writer.endArray()
      writer.member("status", isOver ? "resolved" : "investigating")
    }
  }

  private var isOver: Bool { new == .healthy }
}

extension Judge.StatusChange {
  /// `system_status`.
  func draft(at time: Timestamp) throws(JSONError) -> EventDraft {
    try Self.draft(from: old.rawValue, to: new, reason: reason?.rawValue ?? "recovered", components, at: time)
  }

  static func draft(
    from old: String, to new: Level, reason: String, _ components: [Component: Level], at time: Timestamp
  ) throws(JSONError) -> EventDraft {
    try .event("system_status", at: time) { writer in
      writer.member("old_status", old)
      writer.member("new_status", new.rawValue)
      writer.member("reason", reason)
      writer.key("components")
      writer.beginObject()
      for (component, level) in components.sorted(by: { $0.key.name < $1.key.name }) {
        writer.member(component.name, level.rawValue)
      }
      writer.endObject()
    }
  }
}

extension EventDraft {
  /// A draft whose payload is an object with these members.
  static func event(
    _ type: String, at time: Timestamp, _ write: (inout JSONWriter) -> Void
  ) throws(JSONError) -> EventDraft {
    let data = try JSONDocument { writer in
      writer.beginObject()
      write(&writer)
      writer.endObject()
    }
    return EventDraft(type: type, data: data, time: time)
  }
}
