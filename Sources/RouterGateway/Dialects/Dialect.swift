import RouterCore

/// How a client speaks: parses what it says, renders what it hears. A value without state; the rules are the session's.
package protocol Dialect: Sendable {
  func parse(_ text: [UInt8]) -> ClientMessage
  func render(_ answer: Answer, at now: Timestamp) -> [UInt8]
  /// Appends an event to what is in `bytes`.
  /// - Parameter withID: whether the session asked for ids.
  func append(_ delivery: Delivery, withID: Bool, to bytes: inout [UInt8])
}
