import RouterCore

/// Frames of the legacy dialect: all have a type and an id.
extension MessageDeclaration {
  /// A message of a client. Members that nobody knows are ignored in it, and null means that one is absent.
  init(
    legacy message: LegacyClientMessageType, _ summary: String, _ members: [PayloadField], examples: [String],
    replies: [LegacyServerMessageType]
  ) {
    let errors = LegacyMessages.errors.map { Name(type: $0.type, schemaName: $0.schemaName) }
    self.init(
      type: message.rawValue, schemaName: "legacy_\(message.rawValue.lowercased())_request", summary, members: members,
      examples: examples, replies: replies.map(\.declared) + errors, correlation: .id,
      shape: .object(
        [
          .required("type", .oneOf([message.rawValue]), "What it is."),
          .required("id", LegacyMessages.id, "What the answer repeats."),
        ] + members))
  }

  /// An answer.
  init(legacy message: LegacyServerMessageType, _ summary: String, _ members: [PayloadField], examples: [String]) {
    let id = PayloadField.required("id", LegacyMessages.id, "The request's id, as it came.")
    self.init(
      type: message.rawValue, schemaName: message.declared.schemaName, summary, members: members, examples: examples,
      correlation: .id, shape: Self.frame(message.rawValue, id, members))
  }

  /// An ERROR.
  /// - Parameter isOpen: whether others write it, too, and may say more.
  init(
    legacyError name: String, _ summary: String, _ code: PayloadShape, _ details: [PayloadField], isOpen: Bool,
    examples: [String]
  ) {
    let (error, members) = (
      LegacyServerMessageType.error,
      [
        PayloadField.required(
          "payload",
          .exact([
            .required("code", code, "What went wrong, for programs."),
            .required("message", .string, "What went wrong, for people."),
            .required("details", isOpen ? .object(details) : .exact(details), "More about it."),
          ]), summary)
      ]
    )
    let id = PayloadField.required(
      "id", LegacyMessages.id, "The request's id, as it came, or `error_<n>` where there is none.")
    self.init(
      type: error.rawValue, schemaName: "legacy_\(name)_message", summary, members: members, examples: examples,
      correlation: .id, shape: Self.frame(error.rawValue, id, members))
  }

  /// - Parameter name: the type's name, the canonical one.
  init(legacyEvent name: String, _ summary: String, _ members: [PayloadField], examples: [String]) {
    let id = PayloadField.required("id", LegacyMessages.eventID, "The event's number.")
    self.init(
      type: "EVENT", schemaName: "legacy_\(name)_message", summary, members: members, examples: examples,
      shape: Self.frame("EVENT", id, members))
  }

  private static func frame(_ type: String, _ id: PayloadField, _ members: [PayloadField]) -> PayloadShape {
    .exact(
      [
        .required("type", .oneOf([type]), "What it is."), id,
        .required("timestamp", .formatted(.moment), "When the server wrote it, or when the event happened (UTC)."),
      ] + members)
  }
}

extension LegacyServerMessageType {
  fileprivate var declared: MessageDeclaration.Name {
    .init(type: rawValue, schemaName: "legacy_\(rawValue.lowercased())_message")
  }
}
