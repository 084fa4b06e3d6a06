import RouterCore
import RouterResources

/// What a client may say of an insight.
struct InsightDraft: Sendable, Equatable {
  var id: String?
  var content: InsightContent
  var subject: InsightSubject
  var isAcknowledged: Bool

  /// - Parameter removable: whether null is allowed, as in a merge patch.
  private static func said(removable: Bool) -> [PayloadField] {
    func shape(_ shape: PayloadShape) -> PayloadShape { removable ? .nullable(shape) : shape }
    let standard = removable ? "null" : "left out"
    return [
      .optional("priority", shape(.oneOf(InsightPriority.names)), "How urgent it is; \(standard): medium."),
      .optional(
        "recommendations", shape(.array(of: .string, count: 0...TextLimits.recommendations)),
        "What to do about it, in up to \(TextLimits.recommendation) bytes each."),
      .optional("client_id", shape(.identifier), "The client whom it is about."),
      .optional("agent_id", shape(.identifier), "The agent that it is about."),
      .optional("entity_id", shape(.identifier), "The entity of the knowledge graph that it is about."),
    ]
  }

  private static let type = "The kind of insight, such as `risk_factor`; up to \(TextLimits.type) bytes."
  private static let words = "The insight in words, in up to \(TextLimits.description) bytes."

  /// Of a creation.
  static let creation = PayloadShape.named(
    "insight_creation", "What a new insight says.",
    .exact(
      [
        .optional("id", .identifier, "Its id; left out: one is made."),
        .required("type", .identifier, type),
        .required("description", .identifier, words),
      ] + said(removable: false)),
    example: #"{"type":"risk_factor","priority":"high","description":"New high priority insight","#
      + #""recommendations":["Immediate action recommended"]}"#)

  /// Of a merge patch.
  static let patch = PayloadShape.named(
    "insight_patch", "What becomes different.",
    .exact(
      [
        .optional("type", .identifier, type),
        .optional("description", .identifier, words),
        .optional("acknowledged", .boolean, "`true`: somebody has taken note of it; `false`: it is open again."),
      ] + said(removable: true)),
    example: #"{"priority":"critical","acknowledged":true}"#)

  // MARK: Reading

  /// - Parameter node: an object of one of the shapes.
  /// - Throws: 422 with everything that is wrong.
  init(_ node: JSONNode) throws(Problem) {
    var texts = TextReader(node)
    id = texts.id("id", TextLimits.id)
    let type = texts.name("type", TextLimits.type)
    let words = texts.prose(node["description"], "/description", TextLimits.description)
    let recommendations = texts.prose(listed: "recommendations")
    subject = InsightSubject(
      client: texts.name("client_id", TextLimits.id), agent: texts.name("agent_id", TextLimits.id),
      entity: texts.name("entity_id", TextLimits.id))
    if type == nil { texts.require("type") }
    if words == nil { texts.require("description") }
    if let first = texts.problems.first {
      throw Problem(status: .unprocessableContent, detail: first.detail, errors: texts.problems)
    }
    let priority = node["priority"]?.string.flatMap(InsightPriority.init(rawValue:)) ?? .standard
    content = InsightContent(
      type: type ?? "", priority: priority, description: words ?? "", recommendations: recommendations)
    isAcknowledged = node["acknowledged"]?.bool ?? false
  }

  // MARK: Patching

  init(_ insight: Insight) {
    (id, content, subject) = (nil, insight.content, insight.subject)
    isAcknowledged = insight.acknowledged != nil
  }

  /// With a merge patch applied: what is null in it goes back to what a new insight has.
  func patched(with patch: JSONNode) throws -> InsightDraft {
    try InsightDraft(try document.root.merged(with: patch).root)
  }

  private var document: JSONDocument {
    get throws(JSONError) {
      try JSONDocument { writer in
        writer.beginObject()
        content.write(&writer)
        for (name, id) in subject.members { if let id { writer.member(name, id) } }
        writer.member("acknowledged", isAcknowledged)
        writer.endObject()
      }
    }
  }
}
