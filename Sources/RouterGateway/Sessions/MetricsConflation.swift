import RouterCore

/// Several metrics events as one: the newest system figures, and of every agent the newest (contract §7).
struct MetricsConflation {
  private var newest: Delivery
  /// By agent: what older events than the newest have said last.
  private var agents: [String: JSONDocument] = [:]
  /// What `agents` takes. Beyond the bound no further agent is kept; what is conflated is outside of what is promised.
  private var bytes = 0
  private static let byteBound = 64 << 10

  init(_ first: Delivery) { newest = first }

  /// - Parameter next: an event with a higher number than all before.
  mutating func add(_ next: Delivery) {
    if let members = newest.event.data.root["agents"]?.members {
      for member in members { keep(member.value.detached(), of: member.name) }
    }
    newest = next
  }

  private mutating func keep(_ value: JSONDocument, of agent: String) {
    let before = agents[agent].map { $0.bytes.count + agent.utf8.count } ?? 0
    let after = value.bytes.count + agent.utf8.count
    guard bytes - before + after <= Self.byteBound else { return }
    bytes += after - before
    agents[agent] = value
  }

  /// The newest event, with the agents that only older ones have.
  var merged: Delivery {
    guard let present = newest.event.data.root["agents"], present.kind == .object else { return newest }
    let known = Set(present.members.map(\.name))
    let missing = agents.filter { !known.contains($0.key) }.sorted { $0.key < $1.key }
    let edits = missing.map { JSONEdit.insert(into: ["agents"], key: $0.key, value: $0.value) }
    // Inserting new keys into an object fails only when the result is too large; then the newest has to do.
    guard !edits.isEmpty, let data = try? newest.event.data.applying(edits) else { return newest }
    return Delivery(number: newest.number, event: newest.event.replacing(data: data))
  }
}
