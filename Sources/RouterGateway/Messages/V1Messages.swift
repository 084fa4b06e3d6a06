import RouterCore

/// Everything that is said in the v1 dialect of a deployment: by clients, by the server, and the events that are switched on.
package struct V1Messages: Sendable {
  package let catalogue: Catalogue
  /// Those that are switched on, in the catalogue's order.
  package let eventTypes: [EventType]

  package init(_ catalogue: Catalogue) {
    self.catalogue = catalogue
    eventTypes = catalogue.types.filter { type in catalogue.id(named: type.name).map(catalogue.isEnabled) ?? false }
  }

  package var client: [MessageDeclaration] { ClientMessageType.allCases.map(declaration) }
  package var server: [MessageDeclaration] { ServerMessageType.allCases.map(declaration) }
  package var events: [MessageDeclaration] { eventTypes.map(MessageDeclaration.init) }

  /// The shapes of all of them.
  package var everything: [PayloadShape] { (client + server + events).map(\.shape) }
}

// MARK: - Shapes that several messages have

extension V1Messages {
  static let errorCode = PayloadShape.named(
    "error_code", "What went wrong, for programs.", .oneOf(ErrorCode.allCases.map(\.rawValue)))
  static let limitType = PayloadShape.named(
    "limit_type", "Which limit it is.", .oneOf(LimitReport.Kind.allCases.map(\.rawValue)))
  static let closeCode = PayloadShape.named(
    "close_code", "The code that the connection is closed with.",
    .integer(NumberBounds(minimum: 1000, maximum: 4999)))

  static let count = PayloadShape.integer(.notNegative)

  static let errorFields: [PayloadField] = [
    .required("error_code", errorCode, "What went wrong, for programs."),
    .required("error_message", .string, "What went wrong, for people."),
  ]
  static let retryAfter = PayloadField.optional(
    "retry_after", count, "Seconds after which another attempt makes sense.")
  static let limitFields: [PayloadField] = [
    .optional("limit_type", limitType, "Which limit it is."),
    .optional("limit", count, "What is allowed."),
    .optional("current", count, "What there is already."),
  ]
  static let requestID = PayloadField.optional("request_id", .identifier, "The request's id, as the client chose it.")

  /// Names that a subscription may have: in the order in which they are told to clients.
  var eventName: PayloadShape {
    .named(
      "event_name", "An event type that is switched on here, or another name of one.", .oneOf(catalogue.supportedNames))
  }
}
