import RouterCore
import RouterGateway
import TestSupport
import Testing

extension Frame {
  private static let check = MessageCheck(V1Messages(.ofTests))

  /// Every frame that any client of any test gets is as it is declared, with nothing more in it.
  func expectDeclared(at path: Client.Path) {
    guard path == .v1 else { return }
    let violations = Self.check.violations(in: json.root)
    #expect(violations == [], "an undeclared frame: \(text)")
  }
}
