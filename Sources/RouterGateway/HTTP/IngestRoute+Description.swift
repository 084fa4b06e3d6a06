import RouterCore

extension RouteDescription {
  /// `POST /api/v1/events`.
  static func publishEvents(_ catalogue: Catalogue) -> RouteDescription {
    let event = PublishedShape(catalogue).any
    return RouteDescription(
      .post, "/api/v1/events", name: "publishEvents", "Publishes events, all or none.",
      detail: "Some types need more than publish_events, see the event types. A body has at most 1 MiB.", tag: .events,
      access: .permission(.publishEvents),
      body: [.json(.either([event, .array(of: event, count: 1...1000)]), examples: [("one", publishedExample)])],
      responses: [
        .json(.accepted, "All of them are in the log.", receipt, examples: [("one", receiptExample)]),
        .problem(.badRequest, "The body is no JSON."),
        .problem(.contentTooLarge, "The body, or an event, is too big."),
        .problem(.unsupportedMediaType, "The body is of another media type, or encoded."),
        .problem(.unprocessableContent, "An event is not as its type says; `errors` names the fields."),
        .problem(
          .serviceUnavailable, "The router is starting, stopping or behind, or the log cannot be written.",
          headers: [.retryAfter]),
      ])
  }

  private static let publishedExample = """
    {"type":"agent_status","timestamp":"2026-01-15T10:31:00Z","source":"scheduler",\
    "data":{"agent_id":"agent_123","old_status":"idle","new_status":"active"}}
    """
  private static let receiptExample =
    #"{"accepted":1,"items":[{"source":"scheduler","status":"accepted","event_id":"msg_1"}]}"#

  private static let receipt = PayloadShape.named(
    "receipt", "What became of published events.",
    .exact([
      .required("accepted", .integer(.notNegative), "How many are new."),
      .required(
        "items",
        .array(
          of: .exact([
            .required("source", .string, "The source of the event."),
            .optional("id", .string, "The publisher's id of the event, if it has one."),
            .required("status", .oneOf(["accepted", "duplicate"]), "Whether it is new."),
            .required("event_id", .formatted(.eventID), "The number of the event, for a duplicate that of the first."),
          ])), "In the order of the request."),
    ]))
}
