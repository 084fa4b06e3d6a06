import Foundation
import GRDB
import RouterCore

/// An agent as the registry has it.
struct AgentRecord: Sendable {
  let row: Int64
  let id: String
  var definition: AgentDefinition
  var driverType: DriverKind
  /// Whether the router's config declares it.
  var isDeclared = false
  var state = AgentState()
  /// Why it has the status.
  var reason: String?
  var statusAt: Timestamp
  /// Status events of this registry that the log may not have yet.
  var unseen = 0
  /// Inferences that have ended.
  var inferenceCount = 0
  var lastInference: Timestamp?
  let createdBy: String
  let createdAt: Timestamp
  var updatedBy: String
  var updatedAt: Timestamp
  var revision: Int64
}

extension AgentRecord {
  /// - Throws: when somebody else has written to the database.
  init(_ row: Row) throws {
    func document(_ column: String) throws -> JSONDocument { try JSONDocument(parsing: Array(row[column] as Data)) }
    func subject(_ column: String) -> String { String(decoding: row[column] as Data, as: UTF8.self) }
    func time(_ column: String) -> Timestamp { Timestamp(microseconds: row[column]) }
    self.row = row["row"]
    id = row["agent_id"]
    definition = AgentDefinition(
      name: row["name"], template: row["template"], description: row["description"], capacity: row["capacity"],
      driver: try document("driver"), config: try document("config"))
    driverType = DriverKind(rawValue: row["driver_type"]) ?? .connected
    isDeclared = row["is_declared"]
    state = AgentState(
      status: AgentStatus(rawValue: row["status"]) ?? .failed, shouldWork: row["should_work"])
    reason = row["reason"]
    statusAt = time("status_at")
    unseen = row["unseen"]
    inferenceCount = row["inference_count"]
    lastInference = (row["last_inference"] as Int64?).map(Timestamp.init(microseconds:))
    (createdBy, createdAt) = (subject("created_by"), time("created_at"))
    (updatedBy, updatedAt) = (subject("updated_by"), time("updated_at"))
    revision = row["revision"]
  }

  /// Columns and values, but for the row's number.
  private var columns: [(String, (any DatabaseValueConvertible)?)] {
    [
      ("agent_id", id), ("name", definition.name), ("template", definition.template),
      ("description", definition.description), ("capacity", definition.capacity),
      ("driver_type", driverType.rawValue), ("driver", Data(definition.driver.bytes)),
      ("config", Data(definition.config.bytes)), ("is_declared", isDeclared), ("status", state.status.rawValue),
      ("should_work", state.shouldWork), ("reason", reason), ("status_at", statusAt.microseconds),
      ("unseen", unseen), ("inference_count", inferenceCount), ("last_inference", lastInference?.microseconds),
      ("created_by", Data(createdBy.utf8)), ("created_at", createdAt.microseconds),
      ("updated_by", Data(updatedBy.utf8)), ("updated_at", updatedAt.microseconds), ("revision", revision),
    ]
  }

  func insert(_ db: Database) throws {
    let names = columns.map(\.0).joined(separator: ", ")
    let marks = columns.map { _ in "?" }.joined(separator: ", ")
    try db.cachedStatement(sql: "INSERT INTO agent (\(names)) VALUES (\(marks))").execute(
      arguments: StatementArguments(columns.map(\.1)))
  }

  func update(_ db: Database) throws {
    let changes = columns.map { "\($0.0) = ?" }.joined(separator: ", ")
    try db.cachedStatement(sql: "UPDATE agent SET \(changes) WHERE row = ?").execute(
      arguments: StatementArguments(columns.map(\.1) + [row]))
  }

  static func find(_ id: String, _ db: Database) throws -> AgentRecord? {
    try Row.fetchOne(db.cachedStatement(sql: "SELECT * FROM agent WHERE agent_id = ?"), arguments: [id])
      .map(AgentRecord.init)
  }
}
