import RouterCore

extension Maintenance {
  /// `maintenance_mode`.
  func draft(at time: Timestamp) throws(JSONError) -> EventDraft {
    try .event("maintenance_mode", at: time) { write(to: &$0) }
  }

  /// The documented members.
  func write(to writer: inout JSONWriter) {
    writer.member("enabled", isEnabled)
    if let startsAt { writer.member("starts_at", startsAt) }
    if let endsAt { writer.member("ends_at", endsAt) }
    if let message { writer.member("message", message) }
  }

  init(_ node: JSONNode) {
    self.init(
      isEnabled: node["enabled"]?.bool ?? false, startsAt: node["starts_at"]?.string.flatMap(Timestamp.init(text:)),
      endsAt: node["ends_at"]?.string.flatMap(Timestamp.init(text:)), message: node["message"]?.string)
  }

  /// What it becomes when somebody wants this. Times are whole seconds, as events have them.
  ///
  /// One that is on and is switched on again keeps its start unless another one is given. What is off stays as it is.
  func changed(to wanted: Maintenance, at now: Timestamp) -> Maintenance {
    let now = now.wholeSeconds
    if wanted.isEnabled {
      return Maintenance(
        isEnabled: true, startsAt: wanted.startsAt?.wholeSeconds ?? (isEnabled ? startsAt : nil) ?? now,
        endsAt: wanted.endsAt?.wholeSeconds, message: wanted.message)
    }
    guard isEnabled else { return self }
    // One that was announced and never began has no start.
    let began = startsAt.flatMap { $0 <= now ? $0 : nil }
    return Maintenance(isEnabled: false, startsAt: began, endsAt: began == nil ? nil : now, message: wanted.message)
  }
}

extension Timestamp {
  var wholeSeconds: Timestamp { Timestamp(microseconds: microseconds - microseconds % 1_000_000) }
}
