import RouterCore

/// The ERRORs of the legacy dialect. Those that somebody else may have written, who was asked, can have more in their details.
extension LegacyMessages {
  static func declaration(of code: LegacyErrorCode) -> MessageDeclaration {
    MessageDeclaration(
      legacyError: code.rawValue.lowercased(), code.meaning, .oneOf([code.rawValue]), code.details,
      isOpen: code.isForwarded, examples: [frame(code.example)])
  }

  /// What a bridged server says in words of its own.
  static let otherError = MessageDeclaration(
    legacyError: "other_error", "What another server says in words of its own.",
    .formatted(
      TextFormat(
        "another code", such: "TIMEOUT_ERROR",
        pattern: "^(?!(?:\(LegacyErrorCode.allCases.map(\.rawValue).joined(separator: "|")))$).+$")), [], isOpen: true,
    examples: [frame(#"{"code":"TIMEOUT_ERROR","message":"The model is busy","details":{}}"#)])

  private static func frame(_ payload: String) -> String {
    #"{"type":"ERROR","id":"error_123","timestamp":"2024-12-29T12:00:00Z","payload":\#(payload)}"#
  }
}

extension LegacyErrorCode {
  /// For the documentation.
  package var meaning: String {
    switch self {
    case .validation: "A field of the message is wrong; `details.field` says which."
    case .processing:
      "The request could not be carried out, or the connection will be closed; with `retryAfter` another attempt makes sense."
    case .rateLimitExceeded: "A limit is reached."
    case .authenticationRequired: "Nothing is done before AUTH."
    case .authenticationFailed: "The token is invalid or has expired, or is somebody else's."
    case .permissionDenied: "The token's permissions do not cover this."
    case .unknownAction: "The target has no such action."
    }
  }

  /// Whether others than this server say it, too.
  fileprivate var isForwarded: Bool {
    switch self {
    case .validation, .processing, .permissionDenied, .unknownAction: true
    case .rateLimitExceeded, .authenticationRequired, .authenticationFailed: false
    }
  }

  /// The members of `details`.
  package var details: [PayloadField] {
    let error = PayloadField.required("error", .string, "What is wrong, for people.")
    let retryAfter = PayloadField.optional("retryAfter", V1Messages.count, "Milliseconds.")
    return switch self {
    case .validation:
      [
        .required("field", .string, "The field that is wrong."), error,
        .optional("supported", .array(of: .string), "What may stand there."),
      ]
    case .processing:
      [
        .required(
          "reason", .string, "Why, for people; of a connection `server_shutdown`, `token_expires`, `slow_reader`."),
        retryAfter,
        .optional("lastMessageId", LegacyMessages.eventID, "The last event that was sent: what to go on from."),
      ]
    case .rateLimitExceeded:
      [
        .required("retryAfter", V1Messages.count, "Milliseconds."),
        .optional("limit", V1Messages.count, "What is allowed."),
        .optional("remaining", V1Messages.count, "What is left of it."),
      ]
    case .authenticationRequired: [error]
    case .authenticationFailed: [error, retryAfter]
    case .permissionDenied:
      [
        .optional("action", .string, "What was asked."),
        .optional("required", .oneOf(RequestAccess.allCases.map(\.rawValue)), "What it needs."),
        .optional("field", .string, "For subscriptions: the list."),
        .optional("error", .string, "For subscriptions: what is not covered."),
      ]
    case .unknownAction:
      [.required("action", .string, "What was asked."), .required("target", .string, "Who was asked.")]
    }
  }

  /// The document's, where it has one.
  fileprivate var example: String {
    switch self {
    case .validation:
      """
      {"code":"VALIDATION_ERROR","message":"Invalid assessment data","details":{"field":"client_id",\
      "error":"Client not found"}}
      """
    case .processing:
      """
      {"code":"PROCESSING_ERROR","message":"Failed to process assessment","details":{"reason":"Analysis agent unavailable",\
      "retryAfter":5000}}
      """
    case .rateLimitExceeded:
      """
      {"code":"RATE_LIMIT_EXCEEDED","message":"Too many requests","details":{"retryAfter":60000,"limit":100,"remaining":0}}
      """
    case .authenticationRequired:
      """
      {"code":"AUTHENTICATION_REQUIRED","message":"Authentication required",\
      "details":{"error":"send AUTH with a token first"}}
      """
    case .authenticationFailed:
      """
      {"code":"AUTHENTICATION_FAILED","message":"Authentication failed","details":{"error":"the token has expired"}}
      """
    case .permissionDenied:
      """
      {"code":"PERMISSION_DENIED","message":"Permission denied","details":{"action":"CREATE_ASSESSMENT","required":"WRITE"}}
      """
    case .unknownAction:
      """
      {"code":"UNKNOWN_ACTION","message":"Unknown action","details":{"action":"GET_WEATHER","target":"analysis-agent"}}
      """
    }
  }
}
