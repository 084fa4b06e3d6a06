import RouterCore
import RouterResources

/// A finding of a person, a rule or an agent.
struct Insight: Sendable, Equatable {
  /// Somebody did something at some time.
  struct Mark: Sendable, Equatable {
    var time: Timestamp
    /// A token's subject, or `rule:<name>`.
    var subject: String
  }

  let id: String
  var content: InsightContent
  var subject = InsightSubject()
  /// The rule that found it.
  var rule: String?
  /// The event that made the rule find it, such as `msg_42`.
  var event: String?
  let created: Mark
  var updated: Mark?
  /// Set when somebody has taken note of it: it is not open any more.
  var acknowledged: Mark?
  /// Of this version.
  var revision: Int64 = 0

  var tag: EntityTag { EntityTag(revision: revision) }

  static func newID() -> String {
    let digits = String(UInt64.random(in: 0..<1 << 48), radix: 16)
    return "insight_" + String(repeating: "0", count: 12 - digits.count) + digits
  }
}
