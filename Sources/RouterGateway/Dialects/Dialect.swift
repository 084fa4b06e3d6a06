import RouterCore

/// How a client speaks: parses what it says, renders what it hears, knows events by its own names. A value without state; the
/// rules are the session's.
package protocol Dialect: Sendable {
  /// How its messages stand on a connection.
  var framing: Framing { get }
  /// Whether a client that has lost its connection finds its session again by name. In other dialects it says anew what it wants.
  var keepsSessions: Bool { get }

  /// Whether agents that speak it can be given orders.
  var takesOrders: Bool { get }

  func parse(_ text: [UInt8]) -> ParsedMessage
  /// Appends the text of one frame to what the buffer has; nothing for what the dialect has no words for.
  func append(_ answer: Answer, _ context: AnswerContext, to bytes: inout [UInt8])
  /// Appends the text of one frame to what the buffer has.
  /// - Parameters:
  ///   - withID: whether the session asked for ids.
  ///   - isMirrored: whether it asked for the timestamp inside of the data, too.
  func append(_ delivery: Delivery, withID: Bool, isMirrored: Bool, to bytes: inout [UInt8])

  /// What a client's spelling of an event type means.
  func resolve(_ name: String, in catalogue: Catalogue) -> Catalogue.Resolution
  func name(of type: EventType) -> String
  /// What clients may subscribe to.
  func supportedNames(in catalogue: Catalogue) -> [String]
}

/// A client's message, and what its answer has to repeat of it.
package struct ParsedMessage: Sendable {
  let message: ClientMessage
  /// Nil in a dialect whose messages have no ids, and for a message whose id cannot be read.
  let tag: RequestTag?

  package init(_ message: ClientMessage, tag: RequestTag? = nil) {
    self.message = message
    self.tag = tag
  }
}

/// By what a client knows to which of its messages an answer belongs.
package struct RequestTag: Sendable {
  /// As the client wrote it.
  let id: JSONDocument
  /// To whom the message was addressed, in the client's spelling.
  let target: String?

  package init(id: JSONDocument, target: String? = nil) {
    self.id = id
    self.target = target
  }
}

/// What an answer is written with besides itself.
package struct AnswerContext: Sendable {
  let now: Timestamp
  /// Of the message that is answered; nil for what is said unasked.
  let tag: RequestTag?
  /// Counts what was said unasked on this connection, from 1.
  let ordinal: Int

  package init(now: Timestamp, tag: RequestTag? = nil, ordinal: Int = 1) {
    self.now = now
    self.tag = tag
    self.ordinal = ordinal
  }
}

extension Dialect {
  package func render(_ answer: Answer, _ context: AnswerContext) -> [UInt8] {
    var bytes: [UInt8] = []
    // Most answers are shorter.
    bytes.reserveCapacity(256)
    append(answer, context, to: &bytes)
    return bytes
  }

  package func render(_ answer: Answer, at now: Timestamp) -> [UInt8] { render(answer, AnswerContext(now: now)) }
}

/// What most dialects have: the v1 names, and no agents.
extension Dialect {
  package var takesOrders: Bool { false }
  package func resolve(_ name: String, in catalogue: Catalogue) -> Catalogue.Resolution { catalogue.resolve(name) }
  package func name(of type: EventType) -> String { type.name }
  package func supportedNames(in catalogue: Catalogue) -> [String] { catalogue.supportedNames }
}
