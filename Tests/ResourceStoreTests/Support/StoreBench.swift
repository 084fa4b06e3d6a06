import ConfigSchema
import GRDB
import HTTPTypes
import RouterCore
import RouterResources
import TestSupport
import Testing

@testable import ResourceStore

/// A store's file and the log that its events go to. Every store that it makes is another life of the process; `log` may be that
/// of several lives, as one in a file is.
struct StoreBench {
  let folder: TemporaryFolder
  let source: SourceBench
  private let file: String

  /// - Parameters:
  ///   - queue: events that the log takes before it holds the store back.
  ///   - other: whose file it is; a copy of it, if named.
  init(queue: Int = 65_536, catalogue: Catalogue = .standard, time: VirtualTime = VirtualTime()) throws {
    folder = try TemporaryFolder()
    source = SourceBench(name: "notes", catalogue: catalogue, time: time, queue: queue)
    file = folder.path("data/notes.db")
  }

  private init(_ other: StoreBench, file: String, source: SourceBench) {
    (folder, self.file, self.source) = (other.folder, file, source)
  }

  /// The same file as another deployment sees it: with a new log, or other event types.
  func with(_ source: SourceBench) -> StoreBench { StoreBench(self, file: file, source: source) }

  /// What a crash at this moment would leave.
  func image(_ name: String, of store: Store) async throws -> StoreBench {
    let path = folder.path("\(name).db")
    try await store.opened().vacuum(into: path)
    return StoreBench(self, file: path, source: source)
  }

  func store(inMemory: Bool = false) -> Store {
    var config = StoreConfig()
    config.type = inMemory ? .memory : .sqlite
    config.path = inMemory ? nil : file
    return Store(config, migrations: [Self.notes], source.context)
  }

  static let notes = StoreMigration("notes") { db in
    try db.execute(sql: "CREATE TABLE note (row INTEGER PRIMARY KEY AUTOINCREMENT, text TEXT NOT NULL UNIQUE)")
  }

  /// What the log has, as written by `Store.add`.
  var logged: [String] { source.events.map { $0.data.root["reason"]?.string ?? "" } }

  /// Publishes until the log has so many events.
  func publish(_ store: Store, until count: Int) async throws {
    let running = Running { [emitter = source.emitter] in try? await store.publish(emitter) }
    let source = source
    let comes = await finishes { _ = await source.events(count) }
    #expect(comes, "the log has \(source.accepted) of \(count) events")
    #expect(await running.stop())
  }
}

extension Store {
  /// A note with its event; one transaction for all.
  func add(_ texts: String..., type: String = "agent_status", failing: Bool = false) async throws {
    try await add(texts, type: type, failing: failing)
  }

  func add(_ texts: [String], type: String = "agent_status", failing: Bool = false) async throws {
    try await write { transaction in
      for text in texts { try transaction.add(text, type: type) }
      if failing { throw Problem(status: .conflict) }
    }
  }

  func notes() async throws -> [String] {
    try await read { try String.fetchAll($0, sql: "SELECT text FROM note ORDER BY row") }
  }

  /// Events that wait.
  func waiting() async throws -> Int {
    try await read { try Int.fetchOne($0, sql: "SELECT count(*) FROM junctor_outbox") ?? 0 }
  }
}

extension StoreTransaction {
  func add(_ text: String, type: String = "agent_status") throws {
    try database.execute(sql: "INSERT INTO note (text) VALUES (?)", arguments: [text])
    let data = #"{"agent_id":"a","old_status":"idle","new_status":"active","reason":"\#(text)"}"#
    try emit(EventDraft(type: type, data: .sample(data)))
  }
}
