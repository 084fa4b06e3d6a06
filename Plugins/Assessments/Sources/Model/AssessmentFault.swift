import RouterCore
import RouterResources

/// Why a client or an assessment was not given or changed. Nothing has changed then.
enum AssessmentFault: Error, Sendable, Equatable {
  case noClient(String)
  case noAssessment(String)
  /// An assessment names a client that is not there.
  case unknownClient
  /// There is one with the id already.
  case taken(member: String, id: String)
  case invalid([FieldFault])
  /// The assessment's status does not allow it.
  case status(String)
  /// A client has that many assessments.
  case hasAssessments(Int)
  /// Somebody else has changed the fields while they were analysed.
  case changedMeanwhile
  case noAnalyst
  case analysisFailed(String)
  /// Too many are being analysed.
  case busy
}

extension AssessmentFault: ProblemConvertible {
  /// What the legacy document says (Error Scenarios, Processing Error).
  static let retryAfter = Duration.seconds(5)

  var problem: Problem {
    switch self {
    case .noClient(let id): Problem(status: .notFound, detail: "there is no client '\(id)'")
    case .noAssessment(let id): Problem(status: .notFound, detail: "there is no assessment '\(id)'")
    case .unknownClient: .invalid("/client_id", "Client not found")
    case .taken(let member, let id):
      Problem(status: .conflict, detail: "there is one with the \(member) '\(id)' already")
    case .invalid(let faults):
      Problem(
        status: .unprocessableContent, detail: "the assessment is not as it should be; see errors",
        errors: faults.map { .init(place: .body(pointer: $0.pointer), detail: $0.text) })
    case .status(let reason): Problem(status: .conflict, detail: reason)
    case .hasAssessments(let count):
      Problem(
        status: .conflict,
        detail: "the client has \(count) assessment\(count == 1 ? "" : "s"): cascade=true deletes them too")
    case .changedMeanwhile:
      Problem(status: .conflict, detail: "the fields have been changed while they were analysed: ask again")
    case .noAnalyst:
      Problem(status: .serviceUnavailable, detail: Self.unavailable, retryAfter: Self.retryAfter)
    case .analysisFailed(let reason):
      Problem(status: .badGateway, detail: "the analysis failed: \(reason)")
    case .busy:
      Problem(
        status: .serviceUnavailable,
        detail: "\(AnalysesInProgress.most) assessments are being analysed: ask again later",
        retryAfter: Self.retryAfter)
    }
  }

  static let unavailable = "Analysis agent unavailable"
}

extension AssessmentFault {
  /// As the legacy API documents them.
  var requestError: RequestError {
    switch self {
    case .noClient, .unknownClient: Self.invalid("client_id", "Client not found")
    case .noAssessment: Self.invalid("assessment_id", "Assessment not found")
    case .taken(let member, _): Self.invalid(member, "Exists already")
    case .invalid(let faults): Self.invalid(faults.first?.field ?? "", faults.first?.text ?? "is invalid")
    case .status(let reason): Self.invalid("status", reason)
    case .hasAssessments: Self.invalid("client_id", "Client has assessments")
    case .changedMeanwhile: Self.failed("Assessment changed meanwhile", retryAfter: .seconds(1))
    case .noAnalyst: Self.failed(Self.unavailable, retryAfter: Self.retryAfter)
    case .analysisFailed(let reason): Self.failed("Analysis failed: \(reason)", retryAfter: nil)
    case .busy: Self.failed("Too many assessments are being analysed", retryAfter: Self.retryAfter)
    }
  }

  private static func invalid(_ field: String, _ error: String) -> RequestError {
    .invalid("Invalid assessment data", field: field, error: error)
  }

  static func failed(_ reason: String, retryAfter: Duration?) -> RequestError {
    .failed("Failed to process assessment", reason: reason, retryAfter: retryAfter)
  }
}
