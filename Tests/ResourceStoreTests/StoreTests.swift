import ConfigSchema
import Foundation
import GRDB
import HTTPTypes
import RouterCore
import RouterResources
import TestSupport
import Testing

@testable import ResourceStore

@Suite(.timeLimit(.minutes(1)))
struct StoreTests {
  @Test func `Making a store opens nothing; using it makes the file and its folder`() async throws {
    let bench = try StoreBench()
    let store = bench.store()
    #expect(bench.folder.names() == [])
    try await store.add("a")
    #expect(bench.folder.names(in: "data").contains("notes.db"))
  }

  @Test func `What fails leaves no row, no event and no revision`() async throws {
    let bench = try StoreBench()
    let store = bench.store()
    let first = try await store.write { try $0.nextRevision() }
    await #expect(throws: Problem.self) {
      try await store.write { transaction in
        try transaction.add("a")
        _ = try transaction.nextRevision()
        throw Problem(status: .conflict)
      }
    }
    #expect(try await store.notes() == [])
    #expect(try await store.waiting() == 0)
    #expect(try await store.write { try $0.nextRevision() } == first + 1)
  }

  @Test func `No two versions have one revision, also over a restart and at once`() async throws {
    let bench = try StoreBench()
    var revisions: [Int64] = []
    for _ in 0..<3 {
      let store = bench.store()
      revisions += try await withThrowingTaskGroup { group in
        for _ in 0..<50 { group.addTask { try await store.write { try $0.nextRevision() } } }
        return try await group.reduce(into: []) { $0.append($1) }
      }
    }
    #expect(Set(revisions) == Set(1...150))
    #expect(revisions.count == 150)
  }

  @Test func `A constraint is the plugin's own rule; other failures are the store's, and pass`() async throws {
    let bench = try StoreBench()
    let store = bench.store()
    try await store.add("a")
    let error = await #expect(throws: DatabaseError.self) { try await store.add("a") }
    #expect(error?.resultCode == .SQLITE_CONSTRAINT)
    let unavailable = await #expect(throws: StoreUnavailable.self) {
      try await store.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM missing") }
    }
    #expect(unavailable?.problem.status == .serviceUnavailable)
    #expect(unavailable?.problem.retryAfter != nil)
    #expect(unavailable?.problem.detail?.contains("missing") == false)
    #expect(try await store.notes() == ["a"])
  }

  @Test func `A file that cannot be opened now is opened when it can`() async throws {
    let bench = try StoreBench()
    let folder = bench.folder.path("data")
    try "in the way".write(toFile: folder, atomically: true, encoding: .utf8)
    let store = bench.store()
    let error = await #expect(throws: StoreUnavailable.self) { try await store.add("a") }
    #expect(error?.description.contains(folder) == true)
    #expect(error?.problem.detail?.contains(folder) == false)
    TemporaryFolder.remove(folder)
    try await store.add("a")
    #expect(try await store.notes() == ["a"])
  }

  @Test func `A file of something else is left alone`() async throws {
    let bench = try StoreBench()
    try FileManager.default.createDirectory(atPath: bench.folder.path("data"), withIntermediateDirectories: true)
    let text = String(repeating: "no database\n", count: 100)
    try text.write(toFile: bench.folder.path("data/notes.db"), atomically: true, encoding: .utf8)
    let store = bench.store()
    await #expect(throws: StoreUnavailable.self) { try await store.add("a") }
    #expect(try String(contentsOfFile: bench.folder.path("data/notes.db"), encoding: .utf8) == text)
  }

  @Test func `Stores in memory know nothing of each other`() async throws {
    let bench = try StoreBench()
    let (one, other) = (bench.store(inMemory: true), bench.store(inMemory: true))
    try await one.add("a")
    #expect(try await other.notes() == [])
    #expect(bench.folder.names() == [])
  }

  @Test func `Without a path the file is named like the component`() {
    #expect(StoreConfig.sample("").claims() == [])
    let claims = StoreConfig.sample("path: x/y.db").claims()
    #expect(claims.map(\.resource) == ["x/y.db"])
    #expect(claims.map(\.key) == ["store.path"])
  }

  @Test(arguments: [
    ("path: ''", "'path' is empty"), ("type: memory\npath: x", "has no file"), ("type: file", "sqlite"),
  ])
  func `A wrong config is refused with words`(_ yaml: String, _ message: String) {
    #expect(StoreConfig.read(yaml).findings.joined().contains(message))
  }
}
