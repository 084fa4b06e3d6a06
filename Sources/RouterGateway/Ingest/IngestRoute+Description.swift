import RouterCore
import RouterResources

extension RouteDescription {
  /// `POST /api/v1/events`.
  static func publishEvents(_ catalogue: Catalogue) -> RouteDescription {
    let event = PublishedShape(catalogue).any
    return RouteDescription(
      .post, "/api/v1/events", name: "publishEvents", "Publishes events, all or none.",
      detail:
        "Some types need more than publish_events, see the event types. A body has at most 1 MiB. With `ce-` headers the "
        + "body is the data of one CloudEvent (binary mode). With `Prefer: handling=lenient` the good events are published "
        + "although others are wrong, which then have the status `rejected`.",
      tag: .events, access: .permission(.publishEvents), parameters: ingestParameters,
      body: [
        .json(
          .either([event, .array(of: event, count: 1...1000), cloudEventData]), examples: [("one", publishedExample)]),
        RouteContent(IngestForm.structuredType, cloudEvent, examples: [("one", cloudEventExample)]),
        RouteContent(
          IngestForm.batchType, .array(of: cloudEvent, count: 0...1000), examples: [("one", "[\(cloudEventExample)]")]),
      ],
      responses: [
        .json(
          .accepted, "The events are in the log.", receipt, examples: receiptExamples,
          headers: [.init("Preference-Applied", .oneOf(["handling=lenient"]), "The preference was heard.")]),
        .problem(.badRequest, "The body is no JSON, or breaks the rules of HTTP."),
        .problem(.requestTimeout, "The body has not come in time."),
        .problem(.contentTooLarge, "The body, or an event, is too big, or there are too many events."),
        .problem(
          .unsupportedMediaType, "The body is of another media type, or encoded.",
          headers: [
            .init("Accept", .string, "The media types that are read."),
            .init("Accept-Encoding", .string, "The encodings that are read."),
          ]),
        .problem(.unprocessableContent, "An event is not as its type says; `errors` names the fields."),
        .problem(
          .serviceUnavailable,
          "The router is starting, stopping or behind, the log cannot be written, or there are no keys to verify tokens with.",
          headers: [.retryAfter]),
      ])
  }

  private static let ingestParameters: [RouteParameter] = [
    .header("Prefer", .string, "`handling=lenient` publishes the good events although others are wrong (RFC 7240)."),
    .header("ce-specversion", .oneOf(["1.0"]), "Binary mode: the version of CloudEvents."),
    .header("ce-id", .identifier, "Binary mode: the event's id."),
    .header("ce-source", .identifier, "Binary mode: the event's source."),
    .header("ce-type", .identifier, "Binary mode: the event's type."),
    .header("ce-time", .dateTime, "Binary mode: when it happened."),
  ]

  // MARK: What is published

  private static let cloudEventData = PayloadShape.named(
    "cloudevent_data", "In binary mode: the data of one CloudEvent, as its type says.", .map(of: .any))

  private static let cloudEvent = PayloadShape.named(
    "cloudevent", "A CloudEvent 1.0 in its JSON format. Extensions are allowed.",
    .object([
      .required("specversion", .oneOf(["1.0"]), "The version of CloudEvents."),
      .required("id", .identifier, "With the source what the event is recognised by when it is published again."),
      .required("source", .identifier, "Who says so (a URI reference)."),
      .required("type", .identifier, "The event type, with the configured prefix if there is one."),
      .optional("time", .dateTime, "When it happened; left out: now."),
      .optional("datacontenttype", .string, "A JSON media type; left out: application/json."),
      .optional("data", .any, "As the event type says."),
      .optional("data_base64", .string, "The same as text in base64."),
    ]))

  private static let publishedExample = """
    {"type":"agent_status","timestamp":"2026-01-15T10:31:00Z","source":"scheduler",\
    "data":{"agent_id":"agent_123","old_status":"idle","new_status":"active"}}
    """

  private static let cloudEventExample = """
    {"specversion":"1.0","id":"1","source":"/scheduler","type":"agent_status",\
    "data":{"agent_id":"agent_123","old_status":"idle","new_status":"active"}}
    """

  // MARK: What is answered

  private static let receiptExamples: [(name: String, json: String)] = [
    ("one", #"{"accepted":1,"items":[{"source":"scheduler","status":"accepted","event_id":"msg_1"}]}"#),
    (
      "lenient",
      """
      {"accepted":0,"items":[{"source":"scheduler","status":"rejected",\
      "errors":[{"pointer":"/data/agent_id","detail":"'data.agent_id' is missing"}]}]}
      """
    ),
  ]

  private static let receipt = PayloadShape.named(
    "receipt", "What became of published events.",
    .exact([
      .required("accepted", .integer(.notNegative), "How many are new."),
      .required("items", .array(of: .either([acceptedItem, rejectedItem])), "In the order of the request."),
    ]))

  private static let acceptedItem = PayloadShape.named(
    "accepted_item", "An event that is in the log.",
    .exact([
      .required("source", .string, "The source of the event."),
      .optional("id", .string, "The publisher's id of the event, if it has one."),
      .required("status", .oneOf(["accepted", "duplicate"]), "Whether it is new."),
      .required("event_id", .formatted(.eventID), "The number of the event, for a duplicate that of the first."),
    ]))

  private static let rejectedItem = PayloadShape.named(
    "rejected_item", "An event that is wrong, with lenient handling.",
    .exact([
      .optional("source", .string, "The source of the event, if one could be read."),
      .optional("id", .string, "The publisher's id of the event, if it has one."),
      .required("status", .oneOf(["rejected"]), "It is not in the log."),
      .required("errors", Problem.errors, "What is wrong, field by field."),
    ]))
}
