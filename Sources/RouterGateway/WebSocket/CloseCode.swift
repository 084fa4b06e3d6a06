/// RFC 6455 §7.4.1, with the contract's meaning of each.
package enum CloseCode: UInt16, Sendable, CaseIterable {
  case normal = 1000
  case goingAway = 1001
  case protocolError = 1002
  /// Text that is not UTF-8, or a compressed message that cannot be inflated.
  case invalidPayload = 1007
  /// Authentication only: clients read it as "refresh the token".
  case policy = 1008
  case tooBig = 1009
  case internalError = 1011
  /// Limits and overload: come back later.
  case tryAgainLater = 1013

  /// RFC 6455 §7.4: whether a peer may send it. These are the registered codes that may appear on the wire, and the
  /// ranges for libraries and applications.
  static func isAllowed(_ code: UInt16) -> Bool {
    switch code {
    case 1000...1003, 1007...1014, 3000...4999: true
    default: false
    }
  }
}
