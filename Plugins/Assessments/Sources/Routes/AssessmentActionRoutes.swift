import HTTPTypes
import RouterCore
import RouterResources

/// What can be done with an assessment besides changing it: `/api/v1/assessments/{assessment_id}/submit` and so on.
struct AssessmentActionRoutes: Sendable {
  private static let collection = AssessmentRoutes.collection

  let desk: AssessmentDesk

  var routes: [ResourceRoute] {
    [
      ResourceRoute(
        action(
          .post, "submit", "submitAssessment", "Completes an assessment.", .modifyAgent,
          detail:
            "Its fields have to be whole and right. Completed is final. An analysis follows, if the config has one.",
          parameters: [.ifMatch, .idempotencyKey],
          responses: [
            .json(.ok, "It is completed.", .named(AssessmentShapes.assessment), headers: [.entityTag]), .changed,
            .problem(.conflict, "It is completed already."),
            .problem(
              .unprocessableContent, "Fields are missing or wrong; `errors` names them, from the assessment's root on."),
          ]), submit),
      ResourceRoute(
        action(
          .post, "analyze", "analyzeAssessment", "Has an assessment analysed now.", .modifyAgent,
          detail: "Waits for the analysis, which is kept; who asks while one is made gets that one.",
          responses: [
            .json(.ok, "With its analysis.", .named(AssessmentShapes.assessment), headers: [.entityTag]),
            .problem(.conflict, "It has no fields yet, or they have been changed meanwhile."),
            .problem(.badGateway, "The analysis failed."),
            .problem(
              .serviceUnavailable,
              "Nobody is there to analyse it, too many are being analysed, or the store cannot be used now.",
              headers: [.retryAfter]),
          ]), analyze),
      ResourceRoute(
        action(
          .post, "validate", "validateAssessment", "Whether an assessment could be submitted.", .viewAgents,
          responses: [.json(.ok, "What is wrong with it.", AssessmentShapes.validity)]), validate),
      ResourceRoute(
        action(
          .get, "report", "getAssessmentReport", "A report on an assessment.", .viewAgents,
          responses: [.json(.ok, "How it is.", AssessmentShapes.assessmentReport)]), report),
    ]
  }

  private func action(
    _ method: HTTPRequest.Method, _ path: String, _ name: String, _ summary: String, _ permission: Permission,
    detail: String = "", parameters: [RouteParameter] = [], responses: [RouteResponse]
  ) -> RouteDescription {
    RouteDescription(
      method, "\(Self.collection.path)/{\(Self.collection.parameter)}/\(path)", name: name, summary, detail: detail,
      tag: Self.collection.tag, access: .permission(permission),
      parameters: [.path(Self.collection.parameter, .identifier, "The id of the assessment.")] + parameters,
      responses: responses + [.problem(.notFound, "There is no such assessment."), .badQuery]
        + (responses.contains { $0.status == .serviceUnavailable } ? [] : [.storeUnavailable]))
  }

  @Sendable private func submit(_ request: ResourceRequest) async throws -> ResourceAnswer {
    try request.checkIsOfNoAgent()
    return try await desk.answer(once: request) { changes in
      let assessment = try changes.find(request.assessment)
      try request.checkPrecondition(assessment.tag)
      let completed = try changes.submit(assessment)
      return .found(completed.bytes, tag: completed.tag)
    }
  }

  @Sendable private func analyze(_ request: ResourceRequest) async throws -> ResourceAnswer {
    let assessment = try await desk.analyze(request.assessment, for: request.caller.subject)
    return .found(assessment.bytes, tag: assessment.tag)
  }

  @Sendable private func validate(_ request: ResourceRequest) async throws -> ResourceAnswer {
    let assessment = try await desk.store.read { db in try AssessmentTable(db).require(request.assessment) }
    return .found(desk.validity(of: assessment.fields.root, assessment.type).bytes)
  }

  @Sendable private func report(_ request: ResourceRequest) async throws -> ResourceAnswer {
    .found(try await desk.report(onAssessment: request.assessment))
  }
}
