import RouterCore

/// A simulated inference: started, some progress, then completed or failed.
struct Inference: Sendable {
  private static let queries = [
    "Analyze market trends", "Summarize the latest reports", "Compare the candidates", "Find contradictions",
    "Plan the next experiment", "Explain the anomaly",
  ]
  private static let failures = [
    ("TIMEOUT", "Inference timed out after 300 seconds"), ("MODEL_OVERLOADED", "The model took no more requests"),
    ("INVALID_CONTEXT", "The context did not fit"),
  ]

  let id: String
  let agent: String
  private let query: String
  private let priority: String
  /// Seconds.
  private let estimate: Double
  private var progress = 0.0

  init(id: String, agent: String, _ random: inout SeededGenerator) {
    self.id = id
    self.agent = agent
    query = random.pick(Self.queries)
    priority = random.pick(["low", "normal", "normal", "normal", "high"])
    estimate = random.number(in: 5...60).rounded()
  }

  func started() throws(JSONError) -> EventDraft {
    try .event("inference_started") { writer in
      writeIDs(to: &writer)
      writer.member("query", query)
      writer.member("estimated_duration", estimate)
      writer.member("priority", priority)
    }
  }

  /// The next thing that happens, and whether it was the last.
  mutating func next(_ random: inout SeededGenerator) throws(JSONError) -> (event: EventDraft, isOver: Bool) {
    if random.oneIn(30) { return (try failed(&random), true) }
    progress += random.number(in: 0.1...0.4)
    return progress < 1 ? (try progressed(), false) : (try completed(&random), true)
  }

  private func progressed() throws(JSONError) -> EventDraft {
    try .event("inference_progress") { writer in
      writeIDs(to: &writer)
      writer.member("progress", progress.rounded(decimals: 2))
      writer.member("stage", progress < 0.3 ? "retrieval" : progress < 0.7 ? "analysis" : "synthesis")
      writer.member("estimated_remaining", ((1 - progress) * estimate).rounded(decimals: 1))
    }
  }

  private func completed(_ random: inout SeededGenerator) throws(JSONError) -> EventDraft {
    let confidence = random.number(in: 0.5...0.99).rounded(decimals: 2)
    let findings = (1...Int.random(in: 1...3, using: &random)).map { "finding_\($0)" }
    let duration = (estimate * random.number(in: 0.7...1.4)).rounded(decimals: 1)
    return try .event("inference_completed") { writer in
      writeIDs(to: &writer)
      writer.member("status", "completed")
      writer.member("processing_time", duration)
      writer.object("result_summary") {
        $0.member("confidence", confidence)
        $0.member("key_findings", findings)
      }
    }
  }

  private func failed(_ random: inout SeededGenerator) throws(JSONError) -> EventDraft {
    let (code, message) = Self.failures.randomElement(using: &random) ?? ("TIMEOUT", "")
    let duration = code == "TIMEOUT" ? 300 : (estimate * progress).rounded(decimals: 1)
    return try .event("inference_failed") { writer in
      writeIDs(to: &writer)
      writer.member("error_code", code)
      writer.member("error_message", message)
      writer.member("processing_time", duration)
    }
  }

  private func writeIDs(to writer: inout JSONWriter) {
    writer.member("inference_id", id)
    writer.member("agent_id", agent)
  }
}
