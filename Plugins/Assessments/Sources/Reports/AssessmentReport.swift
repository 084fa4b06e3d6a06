import GRDB
import RouterCore

/// What there is to say about an assessment.
struct AssessmentReport: Sendable {
  /// Entries of a timeline: the newest ones.
  static let longestTimeline = 200

  let assessment: Assessment
  let client: Client
  let timeline: [StatusTable.Change]
  let validity: Validity
  let time: Timestamp

  init(_ id: String, _ rules: AssessmentRules, _ db: Database, at time: Timestamp) throws {
    assessment = try AssessmentTable(db).require(id)
    guard let client = try ClientTable(db).find(assessment.client) else { throw AssessmentFault.unknownClient }
    self.client = client
    timeline = try StatusTable(db).changes(ofAssessment: id, limit: Self.longestTimeline)
    validity = Validity(faults: rules.types.faults(in: assessment.fields.root, of: assessment.type, isWhole: true))
    self.time = time
  }

  var bytes: [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.member("generated_at", time)
    writer.key("assessment")
    writer.value(assessment)
    writer.key("client")
    writer.value(client)
    writer.key("validity")
    writer.value(validity)
    writer.key("timeline")
    writer.value(timeline)
    writer.endObject()
    return writer.finish()
  }
}

extension JSONWriter {
  mutating func value(_ timeline: [StatusTable.Change]) {
    beginArray()
    for change in timeline {
      beginObject()
      member("at", change.mark.time)
      member("assessment_id", change.assessment)
      member("status", change.status.rawValue)
      member("by", change.mark.subject)
      endObject()
    }
    endArray()
  }
}
