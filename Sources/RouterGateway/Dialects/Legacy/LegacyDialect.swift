import RouterCore

/// The legacy dialect (contract §3): every message has an id and every answer repeats it; event types have names in upper
/// snake case.
package struct LegacyDialect: Dialect {
  private let events: LegacyEnvelope

  /// - Parameters:
  ///   - catalogue: what events are written by.
  ///   - components: the names of this deployment's sources and stages.
  package init(_ catalogue: Catalogue, components: Set<String>) {
    events = LegacyEnvelope(catalogue, components: components)
  }

  package var framing: Framing { .webSocket }
  /// RECONNECT says anew what is wanted.
  package var keepsSessions: Bool { false }

  package func parse(_ text: [UInt8]) -> ParsedMessage {
    let document: JSONDocument
    do {
      document = try JSONDocument(parsing: text)
    } catch {
      return ParsedMessage(
        .invalid(MessageError(family: .connection, text: "the message is not valid JSON: \(error)")))
    }
    return LegacyParser(message: document.root).parse()
  }

  package func append(_ answer: Answer, _ context: AnswerContext, to bytes: inout [UInt8]) {
    LegacyAnswerWriter(context: context).append(answer, to: &bytes)
  }

  /// Ids are part of the dialect, and there is no place for a second timestamp.
  package func append(_ delivery: Delivery, withID: Bool, isMirrored: Bool, to bytes: inout [UInt8]) {
    events.append(delivery, to: &bytes)
  }

  package func resolve(_ name: String, in catalogue: Catalogue) -> Catalogue.Resolution {
    guard let type = catalogue.id(legacyName: name) else { return .unknown }
    return catalogue.isEnabled(type) ? .types([type]) : .disabled
  }

  package func name(of type: EventType) -> String { type.legacy.name }

  package func supportedNames(in catalogue: Catalogue) -> [String] { catalogue.supportedLegacyNames }
}
