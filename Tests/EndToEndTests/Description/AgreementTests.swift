import ConfigSchema
import RouterCore
import RouterGateway
import TestSupport
import Testing

/// The declarations that frames are held against in all tests say the same as the schemas that the router hands out.
@Suite(.timeLimit(.minutes(5)))
struct AgreementTests {
  private static let v1 = V1Messages(.ofProgram)
  private static let legacy = LegacyMessages(.ofProgram)

  @Test(
    arguments: v1.client + v1.server + v1.events + legacy.client + legacy.server + legacy.events)
  func `A declaration and its published schema agree about any change of an example`(
    _ message: MessageDeclaration
  ) async throws {
    let checker = try SchemaChecker()
    let document = try await Junctor.result(["protocol"], in: try TemporaryFolder()).output
    let examples = message.examples.compactMap(JSONText.init(json:))
    let variants = examples.flatMap { [$0] + $0.variants }.map(\.rendered)
    #expect(variants.count > 10)
    let part = "#/components/schemas/\(message.schemaName)"
    for draft in [SchemaChecker.Draft.seven, .of2020] {
      let found = try await checker.errors(in: variants, under: .text(document), at: part, draft)
      for (text, errors) in zip(variants, found) {
        // Clients are told that members may be added, so the schema allows any; tests are stricter about frames.
        let violations = message.shape.violations(in: try JSONDocument(parsing: text).root)
          .filter { $0.expected != PayloadViolation.noSuchMember }
        #expect(violations.isEmpty == errors.isEmpty, "\(text): \(violations) \(errors)")
      }
    }
  }
}

extension JSONText {
  /// The value with one part of it replaced by each of some others, or left out.
  fileprivate var variants: [JSONText] {
    switch self {
    case .object(let members):
      Self.others
        + members.indices.flatMap { index in
          let (key, value) = members[index]
          let changed = value.variants.map { variant in
            var copy = members
            copy[index] = (key, variant)
            return JSONText.object(copy)
          }
          var shorter = members
          shorter.remove(at: index)
          return changed + [.object(shorter)]
        }
    case .array(let elements):
      Self.others
        + elements.indices.flatMap { index in
          elements[index].variants.map { variant in
            var copy = elements
            copy[index] = variant
            return JSONText.array(copy)
          }
        }
    case .null, .boolean, .integer, .number, .digits, .string: Self.others
    }
  }

  private static let others: [JSONText] = [
    .null, .boolean(true), .integer(0), .integer(-1), .integer(99_999_999), .digits("1.5"), .digits("7.0"), .string(""),
    .string("x"), .string("msg_1"), .string("2024-01-15T10:30:00Z"), .string("2024-01-15T10:30:00+01:00"), .array([]),
    .array([.string("x")]), .object([]), .object([("x", .string("x"))]),
  ]
}
