import RouterCore

/// The events of the registry, their members in the documented order.
extension AgentRecord {
  var created: EventDraft {
    get throws(JSONError) {
      try draft("agent_created") { writer in
        writer.member("name", definition.name)
        if let template = definition.template { writer.member("template", template) }
        writer.member("created_by", createdBy)
        writer.member("status", state.status.rawValue)
      }
    }
  }

  func deleted(by subject: String, reason: String) throws(JSONError) -> EventDraft {
    try draft("agent_deleted") { writer in
      writer.member("name", definition.name)
      writer.member("deleted_by", subject)
      writer.member("reason", reason)
    }
  }

  /// - Parameter changes: an object.
  func updated(by subject: String, changes: JSONNode) throws(JSONError) -> EventDraft {
    try draft("agent_updated") { writer in
      writer.member("updated_by", subject)
      writer.member("changes", changes)
    }
  }

  /// - Parameter old: the status before; now it is the record's own.
  func changed(from old: AgentStatus, reason: String) throws(JSONError) -> EventDraft {
    EventDraft(type: "agent_status", data: try status(from: old, reason: reason))
  }

  /// The payload of `agent_status`.
  func status(from old: AgentStatus, reason: String?) throws(JSONError) -> JSONDocument {
    try data { writer in
      writer.member("old_status", old.rawValue)
      writer.member("new_status", state.status.rawValue)
      if let reason { writer.member("reason", reason) }
      if let lastInference { writer.member("last_inference", lastInference) }
      writer.member("inference_count", inferenceCount)
    }
  }

  private func draft(
    _ type: String, _ write: (inout JSONWriter) -> Void
  ) throws(JSONError) -> EventDraft {
    EventDraft(type: type, data: try data(write))
  }

  private func data(_ write: (inout JSONWriter) -> Void) throws(JSONError) -> JSONDocument {
    try JSONDocument { writer in
      writer.beginObject()
      writer.member("agent_id", id)
      write(&writer)
      writer.endObject()
    }
  }
}
