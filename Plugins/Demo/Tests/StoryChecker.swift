import RouterCore
import Testing

/// Follows a stream of events and reports what cannot be.
struct StoryChecker {
  private static let transitions: [String: Set<String>] = [
    "pending": ["active"], "active": ["idle", "error"], "idle": ["active"], "error": ["active"],
  ]

  private var agents: [String: String] = [:]
  private var deleted: Set<String> = []
  /// By id: the agent and how far it has come.
  private var running: [String: (agent: String, progress: Double)] = [:]
  private var knownInferences: Set<String> = []
  private var entities: Set<String> = []
  private var relationships: Set<String> = []
  private var openAlert: String?
  private var alerts: Set<String> = []
  private var system = "healthy"
  private var lastType = ""
  private(set) var types: [String: Int] = [:]

  var agentCount: Int { agents.count }

  mutating func check(_ event: EventDraft) {
    let data = event.data.root
    func text(_ key: String) -> String { data[key]?.string ?? "" }
    let agent = text("agent_id")
    types[event.type, default: 0] += 1
    switch event.type {
    case "agent_created":
      expect(agents[agent] == nil && !deleted.contains(agent), event, "the agent is not new")
      agents[agent] = text("status")
    case "agent_status":
      expect(agents[agent] == text("old_status"), event, "the agent has another status")
      expect(Self.transitions[text("old_status")]?.contains(text("new_status")) ?? false, event, "no such transition")
      expect(!running.values.contains { $0.agent == agent }, event, "the agent is at work")
      agents[agent] = text("new_status")
    case "agent_updated": expect(agents[agent] != nil, event, "there is no such agent")
    case "agent_deleted":
      expect(agents.removeValue(forKey: agent) != nil, event, "there is no such agent")
      expect(!running.values.contains { $0.agent == agent }, event, "the agent is at work")
      deleted.insert(agent)
    case "inference_started":
      expect(agents[agent] == "active", event, "the agent is not active")
      expect(knownInferences.insert(text("inference_id")).inserted, event, "the inference is not new")
      running[text("inference_id")] = (agent, 0)
    case "inference_progress":
      let progress = data["progress"]?.double ?? 0
      let before = running[text("inference_id")]
      expect(before?.agent == agent && (before?.progress ?? 1) < progress, event, "no progress of that agent's work")
      running[text("inference_id")] = (agent, progress)
    case "inference_completed", "inference_failed":
      expect(running.removeValue(forKey: text("inference_id"))?.agent == agent, event, "nothing of the kind runs")
    case "entity_created": expect(entities.insert(text("entity_id")).inserted, event, "the entity is not new")
    case "entity_updated": expect(entities.contains(text("entity_id")), event, "there is no such entity")
    case "relationship_created":
      expect(relationships.insert(text("relationship_id")).inserted, event, "the relationship is not new")
      let (source, target) = (text("source_id"), text("target_id"))
      expect(entities.contains(source) && entities.contains(target) && source != target, event, "unknown entities")
    case "system_alert": checkAlert(event, id: text("alert_id"), status: text("status"))
    case "system_status":
      expect(lastType == "system_alert" && system == text("old_status"), event, "the status comes without its alert")
      system = text("new_status")
    default: expect(false, event, "the demo does not emit this type")
    }
    lastType = event.type
  }

  private mutating func checkAlert(_ event: EventDraft, id: String, status: String) {
    if status == "resolved" {
      expect(openAlert == id, event, "another alert is open")
      openAlert = nil
    } else {
      expect(openAlert == nil && alerts.insert(id).inserted, event, "the alert is not new")
      openAlert = id
    }
  }

  private func expect(_ holds: Bool, _ event: EventDraft, _ message: String) {
    #expect(holds, "\(message): \(event.type) \(event.data)")
  }
}
