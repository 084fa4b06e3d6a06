import RouterCore

/// How a client speaks: parses what it says, renders what it hears. A value without state; the rules are the session's.
package protocol Dialect: Sendable {
  func parse(_ text: [UInt8]) -> ClientMessage
  func render(_ answer: Answer, at now: Timestamp) -> [UInt8]
  /// - Parameter withID: whether the session asked for ids.
  func render(_ delivery: Delivery, withID: Bool) -> [UInt8]
}
