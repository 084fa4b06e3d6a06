import RouterCore

/// The v1 dialect: `{"type", "timestamp", "data"}`, one object per frame.
package struct V1Dialect: Dialect {
  package init() {}

  package var framing: Framing { .webSocket }
  package var keepsSessions: Bool { true }
  package var takesOrders: Bool { true }

  package func parse(_ text: [UInt8]) -> ParsedMessage { ParsedMessage(message(text)) }

  private func message(_ text: [UInt8]) -> ClientMessage {
    let document: JSONDocument
    do {
      document = try JSONDocument(parsing: text)
    } catch {
      return .invalid(MessageError(family: .connection, text: "the message is not valid JSON: \(error)"))
    }
    return V1Parser(message: document.root).parse()
  }

  package func append(_ answer: Answer, _ context: AnswerContext, to bytes: inout [UInt8]) {
    V1AnswerWriter(now: context.now).append(answer, to: &bytes)
  }

  package func append(_ delivery: Delivery, withID: Bool, isMirrored: Bool, to bytes: inout [UInt8]) {
    let delivery = isMirrored ? delivery.mirroringTimestamp : delivery
    EventEnvelope(id: withID ? .trailing : .none).append(delivery, to: &bytes)
  }

  /// Names of connection events stand for no type: they are always sent, so they are accepted and not counted (contract §7).
  package func resolve(_ name: String, in catalogue: Catalogue) -> Catalogue.Resolution {
    Self.connectionEvents.contains(name) ? .types([]) : catalogue.resolve(name)
  }

  private static let connectionEvents = Set(ServerMessageType.connectionEvents.map(\.rawValue))
}

extension Delivery {
  /// With the event's time in its data, where the printed dashboard of the v1 API looks for it (contract §7).
  fileprivate var mirroringTimestamp: Delivery {
    let time = JSONDocument.string(event.time.text)
    // Data that is no object has no place for it, and a member that is there already is the producer's.
    guard event.data.root.kind == .object, event.data.root["timestamp"] == nil,
      let data = try? event.data.applying([.insert(into: [], key: "timestamp", value: time)])
    else { return self }
    return Delivery(number: number, event: event.replacing(data: data))
  }
}
