import RouterCore

/// Who analyses assessments.
enum Analyst: Sendable {
  case nobody
  case agent(String, timeout: Duration, AgentOffice)
  case rules(AnalysisRules)

  /// What an agent is asked to do.
  static let task = "analyze_assessment"

  /// An object, within the limits of what is kept.
  /// - Parameter client: the assessment's.
  func analyze(_ assessment: Assessment, of client: Client) async throws(AnalysisFault) -> JSONDocument {
    switch self {
    case .nobody: throw .unavailable("neither an agent nor rules are configured")
    case .rules(let rules): return try kept(rules.analysis(of: assessment.fields.root))
    case .agent(let name, let timeout, let office):
      let input: JSONDocument
      do {
        input = try Self.input(assessment, client)
      } catch {
        throw .failed("the assessment is too large for an agent")
      }
      let task = AgentTask(Self.task, agent: name, input: input, timeout: timeout)
      let result: JSONDocument
      do throws(AgentTaskError) {
        result = try await office.work(on: task)
      } catch {
        throw AnalysisFault(error, of: name)
      }
      return try kept(result)
    }
  }

  /// `{"assessment": {…}, "client": {…}}`, as the API shows them.
  private static func input(_ assessment: Assessment, _ client: Client) throws -> JSONDocument {
    try JSONDocument { writer in
      writer.beginObject()
      writer.key("assessment")
      writer.documented(assessment)
      writer.key("client")
      writer.value(client)
      writer.endObject()
    }
  }

  private func kept(_ analysis: JSONDocument) throws(AnalysisFault) -> JSONDocument {
    guard analysis.root.kind == .object else { throw .failed("the analysis is no object") }
    do throws(JSONError) {
      return try JSONDocument(parsing: Array(analysis.root.text), limits: BoundedObject.limits)
    } catch {
      throw .failed("the analysis cannot be kept: \(error.reason)")
    }
  }
}

extension Analyst {
  init(_ config: AnalysisConfig, _ office: AgentOffice) {
    if let agent = config.agent {
      self = .agent(agent, timeout: config.timeout, office)
    } else if config.hasRules {
      self = .rules(AnalysisRules(config))
    } else {
      self = .nobody
    }
  }

  /// Whether there is anybody.
  var isThere: Bool {
    if case .nobody = self { return false }
    return true
  }
}
