import GRDB
import ResourceStore
import RouterCore

/// Changes of assessments within one transaction: rows, statuses, figures and events, together or not at all.
struct AssessmentChanges {
  let rules: AssessmentRules
  let transaction: StoreTransaction
  /// Who wants them.
  let subject: String

  private var table: AssessmentTable { AssessmentTable(transaction.database) }
  private var mark: Mark { Mark(time: transaction.now, subject: subject) }

  /// What a new one is to be.
  struct Draft: Sendable {
    /// Chosen by the client; nil for one that is made.
    let id: String?
    let client: String
    let type: AssessmentType
    /// Nil for none yet.
    let fields: JSONNode?
  }

  /// - Throws: `AssessmentFault`, and then nothing has changed; so do the others.
  func create(_ draft: Draft) throws -> Assessment {
    let id = draft.id ?? BoundedText.newID("assessment")
    if let fault = BoundedText.fault(ofID: id, "/id") {
      throw AssessmentFault.invalid([fault])
    }
    guard try ClientTable(transaction.database).find(draft.client) != nil else { throw AssessmentFault.unknownClient }
    guard try table.find(id) == nil else { throw AssessmentFault.taken(member: "id", id: id) }
    let fields = try draft.fields.map { try BoundedObject.read($0, "/fields") } ?? BoundedObject.empty
    try check(fields, draft.type, isWhole: false)
    let revision = try transaction.nextRevision()
    let assessment = Assessment(
      id: id, client: draft.client, type: draft.type, status: .pending, fields: fields, created: mark, updated: mark,
      revision: revision, fieldsRevision: revision)
    try table.insert(assessment)
    try announce(assessment, from: nil)
    return assessment
  }

  /// - Parameters:
  ///   - patch: a merge patch of the fields; an assessment that gets one is in progress.
  ///   - status: what the client wants it to be.
  func update(_ assessment: Assessment, _ patch: JSONNode?, status: AssessmentStatus? = nil) throws -> Assessment {
    guard patch != nil || status != nil else { return assessment }
    try checkIsOpen(assessment)
    if status == .completed { throw AssessmentFault.status("an assessment is completed by submitting it") }
    if status == .pending {
      if assessment.status == .pending, patch == nil { return assessment }
      throw AssessmentFault.status("an assessment that has been begun is not pending again")
    }
    var changed = assessment
    if let patch { try change(&changed, fields: patch, isWhole: false) }
    changed.status = .inProgress
    // Nothing is different: the version stays.
    if changed.status == assessment.status, changed.fieldsRevision == assessment.fieldsRevision { return assessment }
    return try save(changed, from: assessment)
  }

  /// Completes it: its fields have to be whole and right then.
  /// - Parameter patch: a last change of the fields.
  func submit(_ assessment: Assessment, _ patch: JSONNode? = nil) throws -> Assessment {
    try checkIsOpen(assessment)
    var changed = assessment
    if let patch {
      try change(&changed, fields: patch, isWhole: true)
    } else {
      try check(assessment.fields, assessment.type, isWhole: true)
    }
    changed.status = .completed
    changed.completed = transaction.now
    if rules.analyzesOnSubmit {
      changed.analysis = .init(status: .pending, due: transaction.now)
    }
    return try save(changed, from: assessment)
  }

  func delete(_ assessment: Assessment) throws {
    try table.delete(assessment.id)
    try FigureTable(transaction.database).add(Figure(assessment.status), -1, at: transaction.now)
  }

  // MARK: Parts

  private func checkIsOpen(_ assessment: Assessment) throws {
    if assessment.status == .completed { throw AssessmentFault.status("the assessment is completed, which is final") }
  }

  private func change(_ assessment: inout Assessment, fields patch: JSONNode, isWhole: Bool) throws {
    let fields = try BoundedObject.merge(assessment.fields, patch, "/fields")
    try check(fields, assessment.type, isWhole: isWhole)
    guard fields.bytes != assessment.fields.bytes else { return }
    assessment.fields = fields
    // What has been made of other fields says nothing of these.
    assessment.analysis = .init()
    assessment.fieldsRevision = 0
  }

  private func check(_ fields: JSONDocument, _ type: AssessmentType, isWhole: Bool) throws {
    let faults = rules.types.faults(in: fields.root, of: type, isWhole: isWhole)
    if !faults.isEmpty { throw AssessmentFault.invalid(faults) }
  }

  private func save(_ changed: Assessment, from old: Assessment) throws -> Assessment {
    var changed = changed
    changed.updated = mark
    changed.revision = try transaction.nextRevision()
    if changed.fieldsRevision == 0 { changed.fieldsRevision = changed.revision }
    try table.update(changed)
    if changed.status != old.status { try announce(changed, from: old.status) }
    return changed
  }

  /// The status is another one.
  private func announce(_ assessment: Assessment, from old: AssessmentStatus?) throws {
    try StatusTable(transaction.database).add(assessment, mark)
    let figures = FigureTable(transaction.database)
    if let old { try figures.add(Figure(old), -1, at: transaction.now) }
    try figures.add(Figure(assessment.status), 1, at: transaction.now)
    try transaction.emit(rules.news.statusChange(of: assessment))
  }
}
