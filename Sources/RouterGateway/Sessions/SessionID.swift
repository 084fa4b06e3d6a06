/// The name of a session: unguessable, since a session can be resumed by it.
package struct SessionID: Sendable, Hashable, CustomStringConvertible {
  private static let prefix = "session_"

  private let number: UInt128

  package init(_ number: UInt128) { self.number = number }

  /// As clients send it, with or without `session_`. Nil for what is no name of a session.
  package init?(_ text: String) {
    let digits = text.hasPrefix(Self.prefix) ? text.dropFirst(Self.prefix.count) : text[...]
    guard let number = UInt128(digits, radix: 36) else { return nil }
    self.number = number
  }

  static func random() -> SessionID {
    var random = SystemRandomNumberGenerator()
    return SessionID(UInt128(random.next()) << 64 | UInt128(random.next()))
  }

  /// Without `session_`.
  package var description: String { String(number, radix: 36) }
  /// As clients get it.
  var publicID: String { Self.prefix + description }
}
