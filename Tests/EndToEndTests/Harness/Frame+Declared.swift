import RouterCore
import RouterGateway
import TestSupport
import Testing

extension Frame {
  private static let check = MessageCheck(V1Messages(.ofTests))
  private static let legacyCheck = MessageCheck(LegacyMessages(.ofTests))

  /// Every frame that any client of any test gets is as it is declared, with nothing more in it.
  func expectDeclared(at path: Client.Path) {
    let check =
      switch path {
      case .v1: Self.check
      case .legacy: Self.legacyCheck
      }
    let violations = check.violations(in: json.root)
    #expect(violations == [], "an undeclared frame: \(text)")
  }
}
