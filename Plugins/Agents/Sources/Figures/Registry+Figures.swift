import Foundation
import GRDB
import Logging
import ResourceStore
import RouterCore

/// What agents do, as opposed to what they are told.
extension Registry {
  /// Inferences of an agent that have begun and not ended, at most; beyond, the oldest are given up.
  static let maxBegun = 10_000
  /// One that has not ended after this is given up: its agent has forgotten it.
  static let patience = Duration.seconds(3600)
  /// Seconds that an inference may say to have taken, at most: what figures are made of stays a number.
  static let longest = 86_400.0
  /// Status events of the registry itself are in the log by then, if they ever come there.
  static let publishing = Duration.seconds(60)
  /// Events that may wait for the log before a driver has to wait.
  private static let backlog = 4096

  // MARK: From the log

  /// Takes in what the log says, in its order.
  func take(_ sightings: [InferenceSighting], upTo place: Place) async throws {
    try await store.write { transaction in
      try place.store(transaction.database)
      for (id, own) in Dictionary(grouping: sightings, by: \.agent) {
        guard var record = try AgentRecord.find(id, transaction.database) else { continue }
        var tallies: [Int64: Tally] = [:]
        for sighting in own { try take(sighting, &record, &tallies, transaction) }
        try record.update(transaction.database)
        try store(tallies, of: record, transaction)
      }
    }
  }

  private func take(
    _ sighting: InferenceSighting, _ record: inout AgentRecord, _ tallies: inout [Int64: Tally],
    _ transaction: StoreTransaction
  ) throws {
    let (row, db) = (record.row, transaction.database)
    switch sighting.content {
    case .began:
      try db.cachedStatement(sql: "INSERT OR IGNORE INTO inference VALUES (?, ?, ?)").execute(
        arguments: [row, Data(sighting.inference.utf8), sighting.loggedAt.microseconds])
    case .ended(let succeeded, let seconds):
      let begin = try Int64.fetchOne(
        db.cachedStatement(sql: "DELETE FROM inference WHERE agent = ? AND inference_id = ? RETURNING began"),
        arguments: [row, Data(sighting.inference.utf8)])
      let watched = begin.map { Double(sighting.loggedAt.microseconds - $0) / 1_000_000 }
      let took = (seconds ?? watched).map { min(max($0, 0), Self.longest) }
      tallies[InferenceWindow.second(of: sighting.loggedAt), default: Tally()] += Tally(
        ended: 1, succeeded: succeeded ? 1 : 0, timed: took == nil ? 0 : 1, seconds: took ?? 0)
      record.inferenceCount += 1
      if succeeded { record.lastInference = sighting.time }
    case .status(_, _, isOwn: true): record.unseen = max(record.unseen - 1, 0)
    case .status(let status?, let reason, isOwn: false):
      // The registry has said something else that stands behind this in the log.
      if record.unseen > 0, sighting.loggedAt < record.statusAt + Self.publishing { return }
      try move(&record, .said(status), reason: reason, transaction)
    case .status(nil, _, isOwn: false): return
    }
  }

  private func store(
    _ tallies: [Int64: Tally], of record: AgentRecord, _ transaction: StoreTransaction
  ) throws {
    let (row, db) = (record.row, transaction.database)
    for (second, tally) in tallies {
      try db.cachedStatement(
        sql: """
          INSERT INTO ending VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET ended = ended + excluded.ended,
          succeeded = succeeded + excluded.succeeded, timed = timed + excluded.timed, seconds = seconds + excluded.seconds
          """
      ).execute(arguments: [row, second, tally.ended, tally.succeeded, tally.timed, tally.seconds])
    }
    let now = transaction.now
    try db.execute(
      sql: "DELETE FROM ending WHERE agent = ? AND second <= ?",
      arguments: [row, InferenceWindow.second(of: now) - InferenceWindow.length])
    try forget(row, transaction)
    var begun = try Self.begun(row, db)
    if begun > Self.maxBegun {
      try db.execute(
        sql: """
          DELETE FROM inference WHERE agent = ?1 AND inference_id IN
          (SELECT inference_id FROM inference WHERE agent = ?1 ORDER BY began LIMIT ?2)
          """, arguments: [row, begun - Self.maxBegun])
      begun = Self.maxBegun
    }
    let stored = begun
    afterCommit(transaction) { $0.note(row, begun: stored, tallies) }
  }

  /// Gives up what an agent has forgotten.
  private func forget(_ row: Int64, _ transaction: StoreTransaction) throws {
    try transaction.database.cachedStatement(sql: "DELETE FROM inference WHERE agent = ? AND began < ?").execute(
      arguments: [row, Self.oldest(at: transaction.now)])
  }

  private static func oldest(at now: Timestamp) -> Int64 { (now - patience).microseconds }

  private static func begun(_ row: Int64, _ db: Database) throws -> Int {
    try Int.fetchOne(db.cachedStatement(sql: "SELECT count(*) FROM inference WHERE agent = ?"), arguments: [row]) ?? 0
  }

  /// Brings the board to what is stored.
  func loadBoard() async throws {
    try await store.write { transaction in
      let db = transaction.database
      afterCommit(transaction) { $0.clear() }
      for record in try Row.fetchAll(db, sql: "SELECT * FROM agent").map(AgentRecord.init) {
        try forget(record.row, transaction)
        let tallies = try Row.fetchAll(db, sql: "SELECT * FROM ending WHERE agent = ?", arguments: [record.row]).map {
          (
            $0["second"] as Int64,
            Tally(ended: $0["ended"], succeeded: $0["succeeded"], timed: $0["timed"], seconds: $0["seconds"])
          )
        }
        let begun = try Self.begun(record.row, db)
        afterCommit(transaction) { board in
          board.note(record)
          board.note(record.row, begun: begun, Dictionary(tallies) { first, _ in first })
        }
      }
    }
  }

  // MARK: Forgotten

  /// Gives up, until cancelled, inferences of agents that say nothing any more.
  func giveUp(_ time: any TimeSource) async throws {
    for await _ in board.beginnings {
      while board.isBusy {
        try await time.sleep(for: .seconds(60))
        try await giveUp(at: time.now())
      }
    }
  }

  private func giveUp(at now: Timestamp) async throws {
    let isAny = try await store.read { db in
      try Bool.fetchOne(db, sql: "SELECT EXISTS (\(Self.forgetful))", arguments: [Self.oldest(at: now)]) ?? false
    }
    guard isAny else { return }
    try await store.write { transaction in
      let db = transaction.database
      for row in try Int64.fetchAll(db, sql: Self.forgetful, arguments: [Self.oldest(at: transaction.now)]) {
        try forget(row, transaction)
        let begun = try Self.begun(row, db)
        afterCommit(transaction) { $0.note(row, begun: begun, [:]) }
      }
    }
  }

  /// Agents with such inferences, by the index for each.
  private static let forgetful = """
    SELECT row FROM agent WHERE EXISTS (SELECT 1 FROM inference WHERE inference.agent = agent.row AND began < ?)
    """

  // MARK: From drivers

  /// Emits what an agent has told its driver. What is not its own or not as it should be is left out, with a word in the log.
  func take(_ drafts: [EventDraft], of id: String, _ time: any TimeSource, _ logger: Logger) async throws {
    try await store.write { transaction in
      guard var record = try AgentRecord.find(id, transaction.database) else { return }
      for draft in drafts {
        do {
          try emit(draft, &record, transaction)
        } catch let error as IntakeError {
          logger.warning(
            "an event of an agent is left out",
            metadata: ["agent": "\(id)", "type": "\(draft.type)", "reason": "\(error)"])
        }
      }
    }
    // The driver waits while the log does.
    while try await store.backlog() > Self.backlog { try await time.sleep(for: .milliseconds(50)) }
  }

  private func emit(
    _ draft: EventDraft, _ record: inout AgentRecord, _ transaction: StoreTransaction
  ) throws {
    guard draft.data.root["agent_id"]?.stringEquals(record.id) ?? true else {
      throw IntakeError.invalidData(
        type: draft.type, PayloadViolation(pointer: "/agent_id", expected: "the agent's own id", found: "another"))
    }
    try transaction.emit(draft)
    guard draft.type == "agent_status", let said = draft.data.root["new_status"]?.string,
      let status = AgentStatus(rawValue: said)
    else { return }
    // It comes by the feed as the registry's own.
    if isTold { record.unseen += 1 }
    let isNew = try move(
      &record, .said(status), reason: draft.data.root["reason"]?.string, transaction)
    if !isNew { try record.update(transaction.database) }
  }
}
