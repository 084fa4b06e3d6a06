import HTTPTypes
import RouterCore
import RouterResources
import TestSupport
import Testing

@testable import ResourceStore

/// Creations that clients repeat because they have not heard the answer.
@Suite(.timeLimit(.minutes(1)))
struct IdempotencyTests {
  private static func request(
    _ body: String, key: String? = "k", subject: String = "s", route: String = "createNote",
    path: [String: String] = [:]
  ) -> ResourceRequest {
    ResourceRequest(
      route: route, path: path, body: .sample(body), caller: .init(subject: subject, permissions: []),
      idempotencyKey: key)
  }

  /// Adds a note of the name that nobody has had.
  private static func create(_ request: ResourceRequest, in store: Store) async throws -> ResourceAnswer {
    try await store.once(request) { transaction in
      let revision = try transaction.nextRevision()
      try transaction.add("n\(revision)")
      return .created(Array(#"{"n":\#(revision)}"#.utf8), tag: EntityTag(revision: revision), at: "/notes/\(revision)")
    }
  }

  @Test func `The same again gets the same answer, and changes nothing, also after a restart`() async throws {
    let bench = try StoreBench()
    let first = try await Self.create(Self.request(#"{"a":1}"#), in: bench.store())
    for _ in 0..<2 {
      let again = try await Self.create(Self.request(#"{"a":1}"#), in: bench.store())
      #expect(again.status == .created)
      #expect(again.body == first.body)
      #expect(again.tag == first.tag)
      #expect(again.location == first.location)
    }
    #expect(try await bench.store().notes() == ["n1"])
    #expect(try await bench.store().waiting() == 1)
  }

  @Test(arguments: [(#"{"a":2}"#, [:]), (#"{"a":1}"#, ["id": "x"])] as [(String, [String: String])])
  func `Another request with the key is refused`(_ body: String, _ path: [String: String]) async throws {
    let store = try StoreBench().store()
    _ = try await Self.create(Self.request(#"{"a":1}"#), in: store)
    let problem = await #expect(throws: Problem.self) {
      try await Self.create(Self.request(body, path: path), in: store)
    }
    #expect(problem?.status == .unprocessableContent)
    #expect(try await store.notes() == ["n1"])
  }

  @Test func `A key is its subject's and its route's, and none is none`() async throws {
    let store = try StoreBench().store()
    for request in [
      Self.request("{}"), Self.request("{}", subject: "other"), Self.request("{}", route: "createOther"),
      Self.request("{}", key: "K"), Self.request("{}", key: nil), Self.request("{}", key: nil),
      Self.request("{}", key: "k\u{0}"), Self.request("{}", subject: "s\u{0}"),
    ] { _ = try await Self.create(request, in: store) }
    #expect(try await store.notes() == (1...8).map { "n\($0)" })
  }

  @Test func `After a day the key is free`() async throws {
    let bench = try StoreBench()
    let store = bench.store()
    _ = try await Self.create(Self.request("{}"), in: store)
    bench.source.time.advance(by: .seconds(86_400))
    _ = try await Self.create(Self.request("{}"), in: store)
    #expect(try await store.notes() == ["n1"])
    bench.source.time.advance(by: .microseconds(1))
    _ = try await Self.create(Self.request(#"{"other":1}"#), in: store)
    #expect(try await store.notes() == ["n1", "n2"])
  }

  @Test func `What fails is not kept`() async throws {
    let store = try StoreBench().store()
    await #expect(throws: Problem.self) {
      try await store.once(Self.request("{}")) { _ in throw Problem(status: .conflict) }
    }
    #expect(try await Self.create(Self.request(#"{"other":1}"#), in: store).status == .created)
  }

  @Test func `At once, one of them does it`() async throws {
    let store = try StoreBench().store()
    let bodies = try await withThrowingTaskGroup { group in
      for _ in 0..<50 { group.addTask { try await Self.create(Self.request("{}"), in: store).body } }
      return try await group.reduce(into: Set<[UInt8]?>()) { $0.insert($1) }
    }
    #expect(bodies.count == 1)
    #expect(try await store.notes() == ["n1"])
  }
}
