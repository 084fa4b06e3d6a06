import RouterCore

/// A frame of a dialect, written down once: validation in tests, AsyncAPI and the documentation come from here.
package struct MessageDeclaration: Sendable, CustomStringConvertible {
  /// By what declarations refer to each other.
  package struct Name: Sendable, Hashable {
    package let type: String
    package let schemaName: String
  }

  /// By what an answer is known to belong to a request.
  package enum Correlation: String, Sendable, CaseIterable {
    case id
    case requestID = "request_id"
  }

  /// The frame's `type`.
  package let type: String
  /// The name of the whole frame's schema, unlike `type` unique: a client may ask with the type of the answer.
  package let schemaName: String
  /// One sentence for the documentation.
  package let summary: String
  /// The fields of `data`; nil if there is none.
  package let data: [PayloadField]?
  /// What stands beside `data`, and what every frame of the dialect has.
  package let members: [PayloadField]
  /// Whole frames.
  package let examples: [String]
  /// What a client's message can be answered with.
  package let replies: [Name]
  /// Nil for what belongs to no request.
  package let correlation: Correlation?
  /// The whole frame.
  package let shape: PayloadShape

  /// A frame that the server writes.
  /// - Parameter isOpen: whether `data` is what somebody else made, and so may have other members.
  init(
    _ message: ServerMessageType, _ summary: String, data: [PayloadField], isOpen: Bool = false,
    members: [PayloadField] = [],
    examples: [String]
  ) {
    let envelope: [PayloadField] = [
      .required("type", .oneOf([message.type]), "What it is."),
      .required("timestamp", .formatted(.moment), "When the server wrote it (UTC)."),
      .required("data", isOpen ? .object(data) : .exact(data), summary),
    ]
    self.init(
      type: message.type, schemaName: "\(message.rawValue)_message", summary, data: data, members: members,
      examples: examples, correlation: Correlation(message.type, data), shape: .exact(envelope + members))
  }

  /// A message of a client. Members that nobody knows are ignored in it, and null means that one is absent.
  init(
    _ message: ClientMessageType, _ summary: String, data: [PayloadField]? = nil, isDataRequired: Bool = true,
    members: [PayloadField] = [], examples: [String], replies: [ServerMessageType]
  ) {
    var envelope: [PayloadField] = [.required("type", .oneOf([message.rawValue]), "What it is.")]
    if let data {
      envelope.append(
        isDataRequired ? .required("data", .object(data), summary) : .optional("data", .object(data), summary))
    }
    self.init(
      type: message.rawValue, schemaName: "\(message.rawValue)_request", summary, data: data, members: members,
      examples: examples, replies: replies.map(\.declared), correlation: Correlation(message.rawValue, data),
      shape: .object(envelope + members))
  }

  /// An event as clients get it.
  init(_ type: EventType) {
    let id = PayloadField.optional("id", .formatted(.eventID), "The event's number, for clients with `include_ids`.")
    self.init(
      type: type.name, schemaName: "\(type.name)_message", type.summary, data: type.schema.fields, members: [id],
      examples: [#"{"type":"\#(type.name)","timestamp":"2026-01-15T10:30:00Z","data":\#(type.example)}"#],
      shape: .exact([
        .required("type", .oneOf([type.name]), "The type of the event."),
        .required("timestamp", .formatted(.moment), "When it happened (UTC)."),
        .required("data", .named(type.namedShape), type.summary), id,
      ]))
  }

  init(
    type: String, schemaName: String, _ summary: String, data: [PayloadField]? = nil, members: [PayloadField],
    examples: [String], replies: [Name] = [], correlation: Correlation? = nil, shape: PayloadShape
  ) {
    (self.type, self.schemaName, self.summary) = (type, schemaName, summary)
    (self.data, self.members) = (data, members)
    (self.examples, self.replies, self.correlation, self.shape) = (examples, replies, correlation, shape)
  }

  package var description: String { schemaName }

  /// The whole frame under its schema's name.
  package var namedShape: NamedShape { NamedShape(schemaName, summary, shape, examples: examples) }
}

extension ServerMessageType {
  fileprivate var declared: MessageDeclaration.Name { .init(type: type, schemaName: "\(rawValue)_message") }
}

extension MessageDeclaration.Correlation {
  /// In the v1 dialect.
  fileprivate init?(_ type: String, _ data: [PayloadField]?) {
    if data?.contains(where: { $0.name == Self.requestID.rawValue }) == true {
      self = .requestID
    } else if ["ping", "pong"].contains(type) {
      self = .id
    } else {
      return nil
    }
  }
}
