extension Crew {
  /// Who looks after an agent, and since when.
  struct Post {
    let someone: Operator
    /// Of the agent: another one with the same id has another row.
    let row: Int64
    /// Of the record that was looked at.
    let revision: Int64
    private let driver: [UInt8]

    init(_ record: AgentRecord, _ someone: Operator) {
      (self.someone, row, revision) = (someone, record.row, record.revision)
      driver = record.definition.driver.bytes
    }

    /// Whether it is the same agent, with the same driver.
    func isFor(_ record: AgentRecord) -> Bool { row == record.row && driver == record.definition.driver.bytes }

    static func isSame(_ one: AgentRecord, _ other: AgentRecord) -> Bool {
      one.row == other.row && one.definition.driver.bytes == other.definition.driver.bytes
    }
  }
}
