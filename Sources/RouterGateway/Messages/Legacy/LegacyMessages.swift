import RouterCore

/// Everything that is said in the legacy dialect of a deployment: by clients, by the server, and the events that are switched on.
package struct LegacyMessages: Sendable {
  package let catalogue: Catalogue
  /// Those that are switched on, in the catalogue's order.
  package let eventTypes: [EventType]

  package init(_ catalogue: Catalogue) {
    self.catalogue = catalogue
    eventTypes = V1Messages(catalogue).eventTypes
  }

  package var client: [MessageDeclaration] { LegacyClientMessageType.allCases.map(declaration) }
  package var server: [MessageDeclaration] { answers + Self.errors }
  /// What requests are answered with when they can be.
  package var answers: [MessageDeclaration] { LegacyServerMessageType.allCases.compactMap(declaration) }
  /// An ERROR for each code.
  package static let errors: [MessageDeclaration] = LegacyErrorCode.allCases.map(declaration) + [otherError]
  package var events: [MessageDeclaration] { eventTypes.map(event) }
}

// MARK: - Shapes that several messages have

extension LegacyMessages {
  static let id = PayloadShape.named(
    "legacy_id", "A string of 1 to 256 bytes or a number.", .either([.identifier, .number]),
    example: #""msg_1735473600000""#)

  static let source = PayloadShape.named(
    "legacy_source", "Who says it.",
    .exact([.required("type", .oneOf(["AGENT"]), "There are agents only."), .required("id", .string, "Who.")]),
    example: #"{"type":"AGENT","id":"analysis-agent"}"#)

  static let eventID = PayloadShape.formatted(.eventID)

  /// Names that a subscription may have.
  var eventName: PayloadShape {
    .named("legacy_event_name", "An event type that is switched on here.", .oneOf(catalogue.supportedLegacyNames))
  }
}
