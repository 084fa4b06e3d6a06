import Logging
import ResourceStore
import RouterCore
import RouterResources

/// Answers what legacy clients ask, in the words of their document.
struct LegacyDesk: Sendable {
  static let target = "assessment-agent"

  let desk: AssessmentDesk
  let logger: Logger

  func answer(_ request: TargetRequest) async throws(RequestError) -> JSONDocument {
    guard let action = LegacyAction(rawValue: request.action) else {
      throw .unknownAction(request.action, of: request.target)
    }
    if let agent = request.agent, action.changesAssessments {
      let reason = "the token is of the agent '\(agent)', which may not change assessments"
      throw .denied(request.action, needs: .write, reason: reason)
    }
    do {
      return try await answer(action, request.payload.root, request.subject)
    } catch let fault as AssessmentFault {
      throw fault.requestError
    } catch is StoreUnavailable {
      throw AssessmentFault.failed("Assessment store unavailable", retryAfter: AssessmentFault.retryAfter)
    } catch {
      if !(error is CancellationError) {
        logger.error("a request failed", metadata: ["action": "\(request.action)", "error": "\(error)"])
      }
      throw AssessmentFault.failed("Internal error", retryAfter: nil)
    }
  }

  private func answer(_ action: LegacyAction, _ payload: JSONNode, _ subject: String) async throws -> JSONDocument {
    switch action {
    case .create: try await create(payload, subject)
    case .get: try await get(payload)
    case .update: try await update(payload, subject)
    case .submit: try await submit(payload, subject)
    case .validate: try await validate(payload)
    case .analyze: try document(try await desk.analyze(try id(in: payload), for: subject))
    case .report: try await report(payload)
    }
  }

  // MARK: Actions

  private func create(_ payload: JSONNode, _ subject: String) async throws -> JSONDocument {
    try check(payload, AssessmentShapes.legacyNew)
    guard let type = payload["type"]?.string.flatMap(AssessmentType.init) else { throw AssessmentFault.invalid([]) }
    let draft = AssessmentChanges.Draft(
      id: try named(payload).map { _ in try id(in: payload) }, client: payload["client_id"]?.string ?? "", type: type,
      fields: object(payload))
    return try document(try await desk.change(by: subject) { changes in try changes.create(draft) })
  }

  private func get(_ payload: JSONNode) async throws -> JSONDocument {
    let id = try id(in: payload)
    return try document(try await desk.store.read { db in try AssessmentTable(db).require(id) })
  }

  private func update(_ payload: JSONNode, _ subject: String) async throws -> JSONDocument {
    let id = try id(in: payload)
    try check(payload, AssessmentShapes.legacyFields)
    let (fields, status) = (object(payload), payload["status"]?.string.flatMap(AssessmentStatus.init))
    guard fields != nil || status != nil else { throw AssessmentFault.invalid([FieldFault("/fields", "is required")]) }
    let changed = try await desk.change(by: subject) { changes in
      try changes.update(try changes.find(id), fields, status: status)
    }
    return try document(changed)
  }

  private func submit(_ payload: JSONNode, _ subject: String) async throws -> JSONDocument {
    let id = try id(in: payload)
    try check(payload, AssessmentShapes.legacyFields)
    let fields = object(payload)
    return try document(
      try await desk.change(by: subject) { changes in try changes.submit(try changes.find(id), fields) })
  }

  /// Of an assessment as it is, as it would be with other fields, or of one that is not there yet.
  private func validate(_ payload: JSONNode) async throws -> JSONDocument {
    try check(payload, AssessmentShapes.legacyFields)
    let validity: Validity
    if named(payload) != nil {
      let id = try id(in: payload)
      let assessment = try await desk.store.read { db in try AssessmentTable(db).require(id) }
      let fields = try object(payload).map { try BoundedObject.merge(assessment.fields, $0, "/fields") }
      validity = desk.validity(of: (fields ?? assessment.fields).root, assessment.type)
    } else {
      validity = try await self.validity(ofNew: payload)
    }
    return try JSONDocument(parsing: validity.bytes)
  }

  private func validity(ofNew payload: JSONNode) async throws -> Validity {
    let violations = AssessmentShapes.legacyNew.violations(in: payload)
    guard violations.isEmpty, let type = payload["type"]?.string.flatMap(AssessmentType.init) else {
      return Validity(faults: violations.map(FieldFault.init))
    }
    let client = payload["client_id"]?.string ?? ""
    let isKnown = try await desk.store.read { db in try ClientTable(db).find(client) != nil }
    let unknown = isKnown ? [] : [FieldFault("/client_id", "Client not found")]
    let fields = object(payload) ?? BoundedObject.empty.root
    return Validity(faults: unknown + desk.validity(of: fields, type).faults)
  }

  /// Of an assessment if one is named, else of a client.
  private func report(_ payload: JSONNode) async throws -> JSONDocument {
    if named(payload) == nil, payload["client_id"] == nil {
      throw AssessmentFault.invalid([FieldFault("/assessment_id", "is required, or client_id")])
    }
    if named(payload) != nil {
      let id = try id(in: payload)
      return try JSONDocument(parsing: try await desk.report(onAssessment: id))
    }
    let client = payload["client_id"]?.string ?? ""
    return try JSONDocument(parsing: try await desk.report(onClient: client))
  }

  // MARK: Payloads

  /// An assessment, by either name (contract §7). Null means the same as nothing.
  private func named(_ payload: JSONNode) -> JSONNode? {
    ["assessment_id", "id"].lazy.compactMap { payload[$0] }.first { !$0.isNull }
  }

  private func id(in payload: JSONNode) throws -> String {
    guard let node = named(payload) else {
      throw AssessmentFault.invalid([FieldFault("/assessment_id", "is required")])
    }
    guard let id = node.string, !id.isEmpty else {
      throw AssessmentFault.invalid([FieldFault("/assessment_id", "expected a non-empty string")])
    }
    return id
  }

  /// Null means the same as nothing.
  private func object(_ payload: JSONNode) -> JSONNode? {
    payload["fields"].flatMap { $0.kind == .object ? $0 : nil }
  }

  private func check(_ payload: JSONNode, _ shape: PayloadShape) throws {
    let violations = shape.violations(in: payload)
    if !violations.isEmpty { throw AssessmentFault.invalid(violations.map(FieldFault.init)) }
  }

  /// As the document prints it.
  private func document(_ assessment: Assessment) throws -> JSONDocument {
    try JSONDocument { writer in writer.documented(assessment) }
  }
}
