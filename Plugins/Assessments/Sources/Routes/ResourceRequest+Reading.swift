import RouterCore
import RouterResources

extension ResourceRequest {
  /// A parameter of the query; it has been checked.
  func time(_ name: String) -> Timestamp? { query[name].flatMap { Timestamp(text: $0) } }

  /// Clients and assessments are no agent's own: whatever else its token allows, an agent only reads and analyses them.
  func checkIsOfNoAgent() throws(Problem) {
    guard let agent = caller.agent else { return }
    throw Problem(
      status: .forbidden,
      detail: "the token is of the agent '\(agent)', which may not change clients or assessments")
  }
}

extension PageRequest {
  /// - Parameter rows: of the page, and one more if there is more.
  func next(after rows: [Int64]) -> PageCursor? {
    rows.count > limit ? PageCursor(after: rows[limit - 1]) : nil
  }
}
