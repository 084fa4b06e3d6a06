import RouterCore
import RouterResources

/// What has been found out about a client.
struct Assessment: Sendable {
  let id: String
  let client: String
  let type: AssessmentType
  var status: AssessmentStatus
  /// An object, byte for byte as it came.
  var fields: JSONDocument
  let created: Mark
  var updated: Mark
  var completed: Timestamp?
  var analysis = Analysis()
  var revision: Int64
  /// The version of `fields`: an analysis of other ones is of no use.
  var fieldsRevision: Int64
  /// The place in lists.
  var row: Int64 = 0

  struct Analysis: Sendable {
    var status = AnalysisStatus.none
    /// An object, byte for byte as it came; nil while there is none.
    var result: JSONDocument?
    var made: Timestamp?
    /// Attempts in vain.
    var attempts = 0
    /// Those of them in which the analysis could not be made, though somebody was there.
    var failures = 0
    /// When the next attempt is due, while it is pending.
    var due: Timestamp?
    /// Why it failed.
    var reason: String?
  }

  var tag: EntityTag { EntityTag(revision: revision) }
}
