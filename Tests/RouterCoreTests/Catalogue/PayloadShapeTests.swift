import RouterCore
import Testing

/// Shapes that messages and bodies have beyond those of events, as a table: what they allow, what is said otherwise.
struct PayloadShapeTests {
  private static let exact = PayloadShape.exact([
    .required("id", .formatted(.eventID), "An id."), .optional("note", .string, "A note."),
  ])

  private func violations(_ shape: PayloadShape, _ json: String) throws -> [String] {
    shape.violations(in: try JSONDocument(parsing: json).root).map(\.description)
  }

  @Test(
    arguments: [
      (.exact([]), "{}"), (exact, #"{"id":"msg_1"}"#), (exact, #"{"note":"","id":"msg_123456789012"}"#),
      (.nullable(.boolean), "null"), (.nullable(.boolean), "true"), (.nullable(exact), #"{"id":"msg_1"}"#),
      (.either([.string, .number]), "1"), (.either([.string, .number]), #""1""#),
      (.array(of: .any, count: 1...2), "[1]"), (.array(of: .any, count: 1...2), "[1,null]"),
      (.formatted(.moment), #""2024-01-15T10:30:00Z""#), (.oneOf(["pong"]), #""pong""#),
      (.named("thing", "A thing.", .integer), "7"),
    ] as [(PayloadShape, String)])
  func `What a shape allows`(_ shape: PayloadShape, _ json: String) throws {
    #expect(try violations(shape, json) == [])
  }

  @Test(
    arguments: [
      (exact, "[]", "expected an object, found an array"),
      (exact, "{}", "/id: expected an event's id such as msg_42, found nothing"),
      (exact, #"{"id":"msg_1","note":null}"#, "/note: expected a string, found null"),
      (exact, #"{"id":"msg_1","more":1}"#, "/more: expected no such member, found a number"),
      (exact, #"{"id":"msg_"}"#, #"/id: expected an event's id such as msg_42, found "msg_""#),
      (
        exact, #"{"id":"msg_1234567890123"}"#, #"/id: expected an event's id such as msg_42, found "msg_1234567890123""#
      ),
      (exact, #"{"id":"msg_1\n"}"#, #"/id: expected an event's id such as msg_42, found "msg_1\n""#),
      (.nullable(.boolean), "1", "expected true or false, found a number"),
      (.either([.string, .number]), "true", "expected a string or a number, found a boolean"),
      (.array(of: .any, count: 1...2), "[]", "expected an array of 1 to 2, found an array"),
      (.array(of: .any, count: 1...2), "[1,2,3]", "expected an array of 1 to 2, found an array"),
      (.array(of: .any, count: 1...Int.max), "[]", "expected an array of at least 1, found an array"),
      (.array(of: .any, count: 0...1), "[1,2]", "expected an array of at most 1, found an array"),
      (
        .formatted(.moment), #""2024-01-15T10:30:00.5Z""#,
        #"expected a time such as 2024-01-15T10:30:00Z, found "2024-01-15T10:30:00.5Z""#
      ),
      (.oneOf(["pong"]), #""ping""#, #"expected 'pong', found "ping""#),
      (.named("thing", "A thing.", .integer), "7.5", "expected a whole number, found 7.5"),
    ] as [(PayloadShape, String, String)])
  func `What it does not allow is said`(_ shape: PayloadShape, _ json: String, _ problem: String) throws {
    #expect(try violations(shape, json) == [problem])
  }

  @Test func `Members that an object may not have are listed up to the limit`() throws {
    let many = try JSONDocument(parsing: #"{"a":1,"b":2,"c":3}"#).root
    #expect(PayloadShape.exact([]).violations(in: many, limit: 2).map(\.pointer) == ["/a", "/b"])
  }
}
