import RouterCore

/// What a patch changes: the value of `changes` in `agent_updated`.
struct AgentChanges {
  /// An object; nil when everything is as it was.
  let document: JSONDocument?

  init(from old: AgentRecord, to draft: AgentDraft, patch: JSONNode) throws {
    let (before, after) = (old.definition, draft.definition)
    var changed: Set<String> = []
    if before.name != after.name { changed.insert("name") }
    if before.template != after.template { changed.insert("template") }
    if before.description != after.description { changed.insert("description") }
    if before.capacity != after.capacity { changed.insert("capacity") }
    if !before.driver.root.isEqual(to: after.driver.root) { changed.insert("driver") }
    if !before.config.root.isEqual(to: after.config.root) { changed.insert("config") }
    guard !changed.isEmpty else {
      document = nil
      return
    }
    document = try JSONDocument { writer in
      writer.beginObject()
      // The client's own words, but for the driver: they may be secret.
      for member in patch.members where changed.contains(member.name) && member.name != "driver" {
        writer.member(member.name, member.value)
      }
      if changed.contains("driver") {
        writer.key("driver")
        writer.beginObject()
        writer.member("type", draft.kind.rawValue)
        writer.endObject()
      }
      writer.endObject()
    }
  }
}
