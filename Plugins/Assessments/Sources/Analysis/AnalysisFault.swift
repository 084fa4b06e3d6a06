import RouterCore

/// Why there is no analysis.
enum AnalysisFault: Error, Sendable, Equatable {
  /// Who would make it is not there, or does not answer: another attempt makes sense, however often.
  case unavailable(String)
  /// It could not be made: a few more attempts make sense.
  case failed(String)

  init(_ error: AgentTaskError, of agent: String) {
    self =
      switch error {
      case .unknownAgent: .unavailable("there is no agent '\(agent)'")
      case .unavailable(let reason): .unavailable("agent '\(agent)': \(reason)")
      case .timeout: .unavailable("agent '\(agent)' has not answered in time")
      case .failed(let reason): .failed(reason)
      }
  }

  /// For those who asked for the analysis.
  var fault: AssessmentFault {
    switch self {
    case .unavailable: .noAnalyst
    case .failed(let reason): .analysisFailed(reason)
    }
  }

  var reason: String {
    switch self {
    case .unavailable(let reason), .failed(let reason): reason
    }
  }
}
