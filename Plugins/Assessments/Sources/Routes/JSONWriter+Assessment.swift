import RouterCore

extension JSONWriter {
  /// The members that the legacy document prints, in its order, and nothing else.
  mutating func documented(_ assessment: Assessment) {
    beginObject()
    documentedMembers(assessment)
    endObject()
  }

  private mutating func documentedMembers(_ assessment: Assessment) {
    member("id", assessment.id)
    member("client_id", assessment.client)
    member("type", assessment.type.rawValue)
    member("status", assessment.status.rawValue)
    member("created_at", assessment.created.time)
    member("fields", assessment.fields.root)
    member("analysis", (assessment.analysis.result ?? BoundedObject.empty).root)
  }

  /// With what the REST API says besides.
  mutating func value(_ assessment: Assessment) {
    let analysis = assessment.analysis
    beginObject()
    documentedMembers(assessment)
    if let completed = assessment.completed { member("completed_at", completed) }
    member("analysis_status", analysis.status.rawValue)
    if let made = analysis.made { member("analyzed_at", made) }
    if analysis.status == .failed, let reason = analysis.reason { member("analysis_error", reason) }
    member("created_by", assessment.created.subject)
    member("updated_at", assessment.updated.time)
    member("updated_by", assessment.updated.subject)
    endObject()
  }
}

extension Assessment {
  /// As JSON, for the REST API.
  var bytes: [UInt8] {
    var writer = JSONWriter()
    writer.value(self)
    return writer.finish()
  }
}
