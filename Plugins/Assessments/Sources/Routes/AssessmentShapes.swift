import RouterCore
import RouterResources

/// What clients and assessments look like in requests and answers.
enum AssessmentShapes {
  static let clientsTag = RouteTag("clients", "Those who are assessed.")
  static let assessmentsTag = RouteTag("assessments", "Assessments of clients, and what comes of them.")

  private static let clientStatus = PayloadShape.oneOf(ClientStatus.allCases.map(\.rawValue))
  static let type = PayloadShape.oneOf(AssessmentType.allCases.map(\.rawValue))
  static let status = PayloadShape.oneOf(AssessmentStatus.allCases.map(\.rawValue))
  private static let object = PayloadShape.map(of: .any)

  static let client = NamedShape(
    "client", "Somebody who is assessed.",
    .exact([
      .required("client_id", .identifier, "The id."),
      .required("name", .string, "The name."),
      .required("status", clientStatus, "Whether somebody is looked after now."),
      .required("attributes", object, "Whatever else is to be known."),
      .required("created_at", .dateTime, "Since when."),
      .required("created_by", .string, "By whom."),
      .required("updated_at", .dateTime, "When it was changed last."),
      .required("updated_by", .string, "By whom."),
    ]),
    examples: [
      #"{"client_id":"client_123","name":"Ada","status":"active","attributes":{},"created_at":"2024-12-29T12:00:00Z","#
        + #""created_by":"user_456","updated_at":"2024-12-29T12:00:00Z","updated_by":"user_456"}"#
    ])

  static let newClient = PayloadShape.exact([
    .optional("client_id", .identifier, "The id; left out: one is made."),
    .required("name", .identifier, "The name."),
    .optional("status", clientStatus, "Left out: `active`."),
    .optional("attributes", object, "Whatever else is to be known; left out: nothing."),
  ])

  static let clientPatch = PayloadShape.exact([
    .optional("name", .identifier, "The name."),
    .optional("status", clientStatus, "Whether somebody is looked after now."),
    .optional("attributes", object, "What of them changes; null for what goes."),
  ])

  static let assessment = NamedShape(
    "assessment", "What has been found out about a client.",
    .exact([
      .required("id", .identifier, "The id."),
      .required("client_id", .identifier, "Whose it is."),
      .required("type", type, "What it is for."),
      .required("status", status, "How far it is."),
      .required("created_at", .dateTime, "Since when."),
      .required("fields", object, "What has been found out."),
      .required("analysis", object, "What was made of the fields; empty while nothing was."),
      .optional("completed_at", .dateTime, "When it was submitted."),
      .required(
        "analysis_status", .oneOf(AnalysisStatus.allCases.map(\.rawValue)),
        "`pending`: it will be made, and is tried again if it has to be; `failed`: it has been tried often enough."),
      .optional("analyzed_at", .dateTime, "When the analysis was made."),
      .optional("analysis_error", .string, "Why there is none, when it has failed."),
      .required("created_by", .string, "By whom."),
      .required("updated_at", .dateTime, "When it was changed last."),
      .required("updated_by", .string, "By whom."),
    ]),
    examples: [
      #"{"id":"assessment_456","client_id":"client_123","type":"initial","status":"pending","#
        + #""created_at":"2024-12-29T12:00:00Z","fields":{},"analysis":{},"analysis_status":"none","#
        + #""created_by":"user_456","updated_at":"2024-12-29T12:00:00Z","updated_by":"user_456"}"#
    ])

  static let newAssessment = PayloadShape.exact(newMembers)

  private static let newMembers: [PayloadField] = [
    .optional("id", .identifier, "The id; left out: one is made."),
    .required("client_id", .identifier, "Whose it is."),
    .required("type", type, "What it is for."),
    .optional("fields", object, "What is known already; left out: nothing."),
  ]

  static let assessmentPatch = PayloadShape.exact([
    .optional("fields", object, "What of them changes; null for what goes. The assessment is then in progress."),
    .optional("status", status, "`in_progress`; other changes are not made in this way."),
  ])

  /// Of legacy requests, which may say more.
  static let legacyNew = PayloadShape.object(newMembers)
  static let legacyFields = PayloadShape.object([
    .optional("fields", object, "What of them changes."), .optional("status", status, "What it shall be."),
  ])

  static let validity = PayloadShape.named(
    "assessment_validity", "Whether an assessment could be submitted.",
    .exact([
      .required("valid", .boolean, "Whether nothing is wrong or missing."),
      .required(
        "errors",
        .array(
          of: .exact([
            .required("field", .string, "The wrong field, such as `fields.mood`."),
            .required("error", .string, "What is wrong with it."),
          ])), "All that is wrong."),
    ]), example: #"{"valid":false,"errors":[{"field":"fields.mood","error":"is required"}]}"#)

  private static let timeline = PayloadShape.array(
    of: .exact([
      .required("at", .dateTime, "When."),
      .required("assessment_id", .identifier, "Which."),
      .required("status", status, "The status from then on."),
      .required("by", .string, "By whom."),
    ]))

  static let assessmentReport = PayloadShape.named(
    "assessment_report", "What there is to say about an assessment.",
    .exact([
      .required("generated_at", .dateTime, "When this was so."),
      .required("assessment", .named(assessment), "How it is."),
      .required("client", .named(client), "Whose it is."),
      .required("validity", validity, "Whether it could be submitted."),
      .required("timeline", timeline, "Its statuses, oldest first."),
    ]))

  private static func counts(_ names: [String]) -> PayloadShape {
    .exact(names.map { .required($0, .integer(.notNegative), "How many.") })
  }

  static let clientReport = PayloadShape.named(
    "client_report", "What there is to say about a client.",
    .exact([
      .required("generated_at", .dateTime, "When this was so."),
      .required("client", .named(client), "Who it is."),
      .required(
        "assessments",
        .exact([
          .required("total", .integer(.notNegative), "How many."),
          .required("by_status", counts(AssessmentStatus.allCases.map(\.rawValue)), "Of each status."),
          .required("by_type", counts(AssessmentType.allCases.map(\.rawValue)), "Of each type."),
        ]), "Assessments of the client."),
      .optional(
        "latest_analysis",
        .exact([
          .required("assessment_id", .identifier, "What was analysed."),
          .required("type", type, "What that is for."),
          .required("analyzed_at", .dateTime, "When."),
          .required("analysis", object, "What was made of it."),
        ]), "What was analysed last, if anything was."),
      .required(
        "timeline", timeline,
        "The statuses of all assessments, oldest first; the newest \(AssessmentReport.longestTimeline)."),
    ]))
}
