import RouterCore

/// A small world that goes on by one event at a time. A value: the same seed tells the same story.
struct Simulation: Sendable {
  private var random: SeededGenerator
  private var agents: AgentPopulation
  private var graph = KnowledgeGraph()
  private var health: SystemHealth
  /// What belongs to the event before and comes right behind it.
  private var upcoming: [EventDraft] = []

  /// - Parameters:
  ///   - agents: how many there are at a time, about; at least 1.
  ///   - tellsStatus: whether it has a status as a whole.
  init(agents: Int, seed: UInt64, tellsStatus: Bool = true) {
    health = SystemHealth(tellsStatus: tellsStatus)
    random = SeededGenerator(seed: seed)
    self.agents = AgentPopulation(size: agents)
  }

  /// - Parameter time: for times in payloads.
  mutating func next(at time: Timestamp) throws(JSONError) -> EventDraft {
    if !upcoming.isEmpty { return upcoming.removeFirst() }
    switch Int.random(in: 0..<100, using: &random) {
    case 0..<12: return try graph.next(&random)
    case 12 where random.oneIn(2):
      let events = try health.next(at: time, &random)
      upcoming += events.dropFirst()
      return events[0]
    default: return try agents.next(at: time, &random)
    }
  }
}

extension EventDraft {
  /// A draft whose payload is an object with these members.
  static func event(_ type: String, _ write: (inout JSONWriter) -> Void) throws(JSONError) -> EventDraft {
    let data = try JSONDocument { writer in
      writer.beginObject()
      write(&writer)
      writer.endObject()
    }
    return EventDraft(type: type, data: data)
  }
}

extension JSONWriter {
  mutating func member(_ key: String, _ values: [String]) {
    self.key(key)
    beginArray()
    values.forEach { value($0) }
    endArray()
  }

  mutating func object(_ key: String, _ write: (inout JSONWriter) -> Void) {
    self.key(key)
    beginObject()
    write(&self)
    endObject()
  }
}

extension Double {
  func rounded(decimals: Int) -> Double {
    let scale = (0..<decimals).reduce(1.0) { scale, _ in scale * 10 }
    return (self * scale).rounded() / scale
  }
}
