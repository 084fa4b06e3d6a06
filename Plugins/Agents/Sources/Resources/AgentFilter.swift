import GRDB
import ResourceStore
import RouterCore
import RouterResources

/// What narrows the list of agents.
struct AgentFilter: Sendable {
  static let parameters: [RouteParameter] = [
    .query("status", .oneOf(AgentStatus.allCases.map(\.rawValue)), "Of this status."),
    .query("template", .identifier, "Made from this template."),
    .query("driver", .oneOf(AgentShapes.kinds), "With this kind of driver."),
    .query("name", .identifier, "With this in the name; ASCII letters match in either case."),
  ]

  private var conditions: [String] = []
  private var arguments: [String] = []

  /// - Parameter query: held against the parameters.
  init(_ query: [String: String]) {
    require("status = ?", query["status"])
    require("template = ?", query["template"])
    require("driver_type = ?", query["driver"])
    require(#"name LIKE ? ESCAPE '\'"#, query["name"].map { "%\(Self.escape($0))%" })
  }

  private mutating func require(_ condition: String, _ value: String?) {
    guard let value else { return }
    conditions.append(condition)
    arguments.append(value)
  }

  private static func escape(_ text: String) -> String {
    text.replacing(#"\"#, with: #"\\"#).replacing("%", with: #"\%"#).replacing("_", with: #"\_"#)
  }

  /// The agents behind a row, in the order of their creation; one more than the page has, if there are more.
  func page(_ request: PageRequest, _ db: Database) throws -> [AgentRecord] {
    let all = (["row > ?"] + conditions).joined(separator: " AND ")
    return try Row.fetchAll(
      db, sql: "SELECT * FROM agent WHERE \(all) ORDER BY row LIMIT ?",
      arguments: [request.cursor?.row ?? 0] + StatementArguments(arguments) + [request.limit + 1]
    ).map(AgentRecord.init)
  }
}
