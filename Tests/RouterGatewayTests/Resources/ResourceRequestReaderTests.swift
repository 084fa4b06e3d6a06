import HTTPTypes
import RouterCore
import RouterResources
import TestSupport
import Testing

@testable import RouterGateway

/// What a plugin need not look at any more.
struct ResourceRequestReaderTests {
  private static let reader = ResourceRequestReader(
    RouteDescription(
      .post, "/notes/{note_id}", name: "createNote", "", tag: .operation, access: .token,
      parameters: [
        .path("note_id", .identifier, ""), .query("limit", .integer(NumberBounds(minimum: 1, maximum: 9)), ""),
        .query("label", .identifier, ""), .query("kind", .oneOf(["a", "b"]), "Which.", isRequired: true),
        .query("least", .number(.fraction), ""), .query("flag", .boolean, ""), .idempotencyKey,
      ],
      body: [
        RouteContent("application/merge-patch+json", .exact([.required("text", .identifier, "")])),
        .json(.exact([.required("text", .identifier, "")])),
      ], responses: []))

  private static func names(_ problem: Problem?) -> [String] {
    problem?.errors.map { error in
      switch error.place {
      case .body(let pointer): pointer
      case .header(let name): name
      case .query(let name): "\(name): \(error.detail)"
      }
    } ?? []
  }

  @Test func `Parameters of the query are decoded; the token is not one of them`() throws {
    let query = try Self.reader.query("kind=a&label=a%20b+c%2B%26%C3%A9&token=x&limit=3&&least=1e-1&flag=true")
    #expect(query == ["kind": "a", "label": "a b c+&é", "limit": "3", "least": "1e-1", "flag": "true"])
  }

  @Test(
    arguments: [
      (nil, ["kind: is required: Which."]), ("kind=c", ["kind: expected one of a, b"]),
      ("kind=a&kind=a", ["kind: is given twice"]), ("kind=a&lable=x", ["lable: unknown: did you mean 'label'?"]),
      ("kind=a&zzzzzzzz", ["zzzzzzzz: unknown: limit, label, kind, least, flag are known"]),
      ("kind=a&label=%zz", ["label: is wrongly encoded"]), ("kind=a&label=%ff", ["label: is wrongly encoded"]),
      ("kind=a&label=", ["label: expected a non-empty string"]),
      ("kind=a&label=%00", ["label: has a control character in it"]),
      ("kind=a&limit=0", ["limit: expected a whole number from 1 to 9"]),
      ("kind=a&limit=x", ["limit: expected a whole number from 1 to 9"]),
      ("kind=a&limit=%221%22", ["limit: expected a whole number from 1 to 9"]),
      ("kind=a&least=1.1&flag=1", ["least: expected a number from 0 to 1", "flag: expected true or false"]),
      ("kind=a&a=1&b=2", ["a: unknown", "b: unknown"]),
    ] as [(String?, [String])])
  func `Everything that is wrong with a query is named`(_ text: String?, _ mistakes: [String]) {
    let problem = #expect(throws: Problem.self) { try Self.reader.query(text) }
    #expect(problem?.status == .badRequest)
    let found = Self.names(problem)
    #expect(found.count == mistakes.count)
    for (found, expected) in zip(found, mistakes) { #expect(found.hasPrefix(expected), "\(found)") }
  }

  @Test(
    arguments: [("a", "a"), ("a%2Fb", "a/b"), ("a+b", "a+b"), ("%C3%A9", "é"), ("..", "..")])
  func `Parts of the path are decoded`(_ text: String, _ value: String) throws {
    #expect(try Self.reader.path([("note_id", text[...])]) == ["note_id": value])
  }

  @Test(arguments: ["", "%", "%ff", "a%00", "a%0A", "%7f", String(repeating: "x", count: 257)])
  func `What can be no name is not found`(_ text: String) {
    let problem = #expect(throws: Problem.self) { try Self.reader.path([("note_id", text[...])]) }
    #expect(problem?.status == .notFound)
  }

  @Test func `Conditions and keys are read, and wrong ones named`() throws {
    #expect(try Self.reader.condition([:], .ifMatch) == nil)
    #expect(try Self.reader.condition([.ifMatch: #""1""#], .ifMatch)?.holds(for: EntityTag(revision: 1)) == true)
    let problem = #expect(throws: Problem.self) { try Self.reader.condition([.ifMatch: "1"], .ifMatch) }
    #expect(problem?.status == .badRequest)
    #expect(Self.names(problem) == ["if-match"])

    let name = try #require(HTTPField.Name("idempotency-key"))
    #expect(try Self.reader.idempotencyKey([name: "k"]) == "k")
    #expect(try Self.reader.idempotencyKey([:]) == nil)
    for key in ["", String(repeating: "k", count: 256)] {
      let problem = #expect(throws: Problem.self) { try Self.reader.idempotencyKey([name: key]) }
      #expect(Self.names(problem) == ["idempotency-key"])
    }
    // Where it means nothing it is not looked at.
    let other = ResourceRequestReader(
      RouteDescription(.get, "/", name: "n", "", tag: .operation, access: .token, responses: []))
    #expect(try other.idempotencyKey([name: ""]) == nil)
  }

  @Test(
    arguments: [
      ("application/json", true), ("application/json; charset=utf-8", true), ("Application/JSON", true),
      ("application/merge-patch+json", true), (nil, false), ("text/plain", false),
      ("application/json; charset=latin1", false),
      ("", false),
    ] as [(String?, Bool)])
  func `Only bodies of a described type are taken`(_ type: String?, _ isTaken: Bool) throws {
    var headers: HTTPFields = [:]
    headers[.contentType] = type
    guard !isTaken else { return try Self.reader.checkType(headers) }
    let problem = #expect(throws: Problem.self) { try Self.reader.checkType(headers) }
    #expect(problem?.status == .unsupportedMediaType)
    #expect(problem?.fields[.accept] == "application/merge-patch+json, application/json")
    #expect(Self.names(problem) == ["content-type"])
  }

  @Test(
    arguments: [
      ("{", 400, [""]), (#"{"text":1,"text":2}"#, 400, [""]), ("", 400, [""]), ("[]", 422, [""]),
      ("{}", 422, ["/text"]), (#"{"text":"","more":1}"#, 422, ["/text", "/more"]),
    ] as [(String, Int, [String])])
  func `Everything that is wrong with a body is named`(_ body: String, _ status: Int, _ pointers: [String]) {
    let problem = #expect(throws: Problem.self) { try Self.reader.body(Array(body.utf8)) }
    #expect(problem?.status.code == status)
    #expect(Self.names(problem) == pointers)
  }
}
