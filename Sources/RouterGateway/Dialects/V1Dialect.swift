import RouterCore

/// The v1 dialect: `{"type", "timestamp", "data"}`, one object per frame.
package struct V1Dialect: Dialect {
  package init() {}

  package func parse(_ text: [UInt8]) -> ClientMessage {
    let document: JSONDocument
    do {
      document = try JSONDocument(parsing: text)
    } catch {
      return .invalid(MessageError(family: .connection, text: "the message is not valid JSON: \(error)"))
    }
    return V1Parser(message: document.root).parse()
  }

  package func append(_ answer: Answer, at now: Timestamp, to bytes: inout [UInt8]) {
    V1AnswerWriter(now: now).append(answer, to: &bytes)
  }

  package func append(_ delivery: Delivery, withID: Bool, to bytes: inout [UInt8]) {
    EventEnvelope(id: withID ? .trailing : .none).append(delivery, to: &bytes)
  }
}
