import RouterCore

/// How a client speaks: parses what it says, renders what it hears. A value without state; the rules are the session's.
package protocol Dialect: Sendable {
  /// How its messages stand on a connection.
  var framing: Framing { get }
  func parse(_ text: [UInt8]) -> ClientMessage
  /// Appends the text of one frame to what the buffer has.
  func append(_ answer: Answer, at now: Timestamp, to bytes: inout [UInt8])
  /// Appends the text of one frame to what the buffer has.
  /// - Parameters:
  ///   - withID: whether the session asked for ids.
  ///   - isMirrored: whether it asked for the timestamp inside of the data, too.
  func append(_ delivery: Delivery, withID: Bool, isMirrored: Bool, to bytes: inout [UInt8])
}

extension Dialect {
  package func render(_ answer: Answer, at now: Timestamp) -> [UInt8] {
    var bytes: [UInt8] = []
    // Most answers are shorter.
    bytes.reserveCapacity(256)
    append(answer, at: now, to: &bytes)
    return bytes
  }
}
