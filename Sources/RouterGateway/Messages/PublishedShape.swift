import RouterCore

/// What an event looks like when it is published: a v1 envelope.
package struct PublishedShape: Sendable {
  let catalogue: Catalogue

  package init(_ catalogue: Catalogue) { self.catalogue = catalogue }

  /// An event of any type that is switched on.
  package var any: PayloadShape {
    .named(
      "published_event", "An event as it is published, in the v1 envelope.",
      .either(V1Messages(catalogue).eventTypes.map { .named(Self.envelope(of: $0)) }),
      example: """
        {"type":"agent_status","timestamp":"2026-01-15T10:31:00Z","source":"scheduler",\
        "data":{"agent_id":"agent_123","old_status":"idle","new_status":"active"}}
        """)
  }

  private static func envelope(of type: EventType) -> NamedShape {
    NamedShape(
      "published_\(type.name)", type.summary,
      .object([
        .required("type", .oneOf([type.name]), "The type of the event."),
        .optional("timestamp", .dateTime, "When it happened; left out: now."),
        .optional("source", .identifier, "Who says so; left out: the token's subject."),
        .optional("id", .identifier, "With the source what an event is recognised by when it is published again."),
        .required("data", .named(type.namedShape), type.summary),
      ]))
  }
}
