import ResourceStore
import RouterCore
import RouterResources

/// `/api/v1/assessments`: the usual routes, see also `AssessmentActionRoutes`.
struct AssessmentRoutes: Sendable {
  static let collection = ResourceCollection(
    "assessment", path: "/api/v1/assessments", parameter: "assessment_id", tag: AssessmentShapes.assessmentsTag,
    shape: AssessmentShapes.assessment)

  let desk: AssessmentDesk

  var routes: [ResourceRoute] {
    [
      ResourceRoute(
        Self.collection.list(filters: [
          .query("client_id", .identifier, "Only those of this client."),
          .query("type", AssessmentShapes.type, "Only these."),
          .query("status", AssessmentShapes.status, "Only these."),
          .query("created_after", .dateTime, "Only later ones."),
          .query("created_before", .dateTime, "Only earlier ones."),
        ]), list),
      ResourceRoute(
        Self.collection.create(
          AssessmentShapes.newAssessment,
          examples: [("an assessment", #"{"client_id":"client_123","type":"initial"}"#)],
          detail: "It is pending. Fields may be there already; what is missing may come later."), create),
      ResourceRoute(Self.collection.get(), get),
      ResourceRoute(
        Self.collection.update(
          AssessmentShapes.assessmentPatch, examples: [("a field", #"{"fields":{"mood":3}}"#)],
          detail: "Fields are merged: those that are not named stay. The assessment is in progress then.",
          conflict: "The assessment is completed, or the status cannot be had in this way."), update),
      ResourceRoute(Self.collection.delete(), delete),
    ]
  }

  @Sendable private func list(_ request: ResourceRequest) async throws -> ResourceAnswer {
    let page = try request.page()
    let filter = AssessmentTable.Filter(
      client: request.query["client_id"], type: request.query["type"].flatMap(AssessmentType.init),
      status: request.query["status"].flatMap(AssessmentStatus.init), createdAfter: request.time("created_after"),
      createdBefore: request.time("created_before"))
    let found = try await desk.store.read { db in try AssessmentTable(db).page(page, filter) }
    return .page(found.prefix(page.limit).map(\.bytes), next: page.next(after: found.map(\.row)))
  }

  @Sendable private func create(_ request: ResourceRequest) async throws -> ResourceAnswer {
    guard let body = request.body?.root, let type = body["type"]?.string.flatMap(AssessmentType.init) else {
      return .nothing
    }
    try request.checkIsOfNoAgent()
    let draft = AssessmentChanges.Draft(
      id: body["id"]?.string, client: body["client_id"]?.string ?? "", type: type, fields: body["fields"])
    return try await desk.answer(once: request) { changes in
      let assessment = try changes.create(draft)
      return .created(assessment.bytes, tag: assessment.tag, at: Self.collection.location(of: assessment.id))
    }
  }

  @Sendable private func get(_ request: ResourceRequest) async throws -> ResourceAnswer {
    let assessment = try await desk.store.read { db in try AssessmentTable(db).require(request.assessment) }
    return .found(assessment.bytes, tag: assessment.tag)
  }

  @Sendable private func update(_ request: ResourceRequest) async throws -> ResourceAnswer {
    try request.checkIsOfNoAgent()
    let assessment = try await desk.change(by: request.caller.subject) { changes in
      let assessment = try changes.find(request.assessment)
      try request.checkPrecondition(assessment.tag)
      return try changes.update(
        assessment, request.body?.root["fields"],
        status: request.body?.root["status"]?.string.flatMap(AssessmentStatus.init))
    }
    return .found(assessment.bytes, tag: assessment.tag)
  }

  @Sendable private func delete(_ request: ResourceRequest) async throws -> ResourceAnswer {
    try request.checkIsOfNoAgent()
    try await desk.change(by: request.caller.subject) { changes in
      let assessment = try changes.find(request.assessment)
      try request.checkPrecondition(assessment.tag)
      try changes.delete(assessment)
    }
    return .nothing
  }
}

extension ResourceRequest {
  /// The assessment's id, from the path.
  var assessment: String { path[AssessmentRoutes.collection.parameter] ?? "" }
}
