import GRDB
import RouterCore

/// What there is to say about a client: counts, what has happened, the latest analysis.
struct ClientReport: Sendable {
  let client: Client
  let byStatus: [AssessmentStatus: Int]
  let byType: [AssessmentType: Int]
  let timeline: [StatusTable.Change]
  /// The assessment that was analysed last.
  let analyzed: Assessment?
  let time: Timestamp

  init(_ id: String, _ db: Database, at time: Timestamp) throws {
    guard let client = try ClientTable(db).find(id) else { throw AssessmentFault.noClient(id) }
    let assessments = AssessmentTable(db)
    self.client = client
    byStatus = try assessments.counts(ofClient: id, by: "status")
    byType = try assessments.counts(ofClient: id, by: "type")
    timeline = try StatusTable(db).changes(ofClient: id, limit: AssessmentReport.longestTimeline)
    analyzed = try assessments.analyzedLast(ofClient: id)
    self.time = time
  }

  var bytes: [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.member("generated_at", time)
    writer.key("client")
    writer.value(client)
    writer.key("assessments")
    writer.beginObject()
    writer.member("total", byStatus.values.reduce(0, +))
    writer.member("by_status", AssessmentStatus.allCases.map { ($0.rawValue, byStatus[$0] ?? 0) })
    writer.member("by_type", AssessmentType.allCases.map { ($0.rawValue, byType[$0] ?? 0) })
    writer.endObject()
    if let analyzed, let result = analyzed.analysis.result, let made = analyzed.analysis.made {
      writer.key("latest_analysis")
      writer.beginObject()
      writer.member("assessment_id", analyzed.id)
      writer.member("type", analyzed.type.rawValue)
      writer.member("analyzed_at", made)
      writer.member("analysis", result.root)
      writer.endObject()
    }
    writer.key("timeline")
    writer.value(timeline)
    writer.endObject()
    return writer.finish()
  }
}

extension JSONWriter {
  fileprivate mutating func member(_ key: String, _ counts: [(String, Int)]) {
    self.key(key)
    beginObject()
    for (name, count) in counts { member(name, count) }
    endObject()
  }
}
