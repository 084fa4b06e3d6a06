import GRDB
import ResourceStore
import RouterCore

/// ANALYZE_PATTERNS: what stands out in the events that the log has.
struct PatternSearch: Sendable {
  /// What has been read of the log.
  private struct History: Sendable {
    var tally: PatternTally
    /// Whether all of the timeframe and of the time before it was there.
    var isComplete: Bool
  }

  private static let page = 1000

  let events: EventFeed
  let catalogue: Catalogue
  let store: Store
  /// How many insights there may be.
  let keep: Int
  /// The source that insights are of: what it tells itself is no event to analyse.
  let owner: String
  /// Events that are looked at, at most.
  let maxEvents: Int
  let time: any TimeSource
  let noteChange: @Sendable () -> Void

  func answer(_ request: TargetRequest, _ fields: RequestFields) async throws -> JSONDocument {
    let wanted = try PatternRequest(request, fields, catalogue)
    if wanted.creates { try Self.checkMayCreate(request) }
    let now = time.now()
    let start = now - wanted.timeframe.length
    var history = try await read(wanted, since: start)
    let found = history.tally.patterns(
      knowsBefore: history.isComplete, minCount: wanted.minCount, limit: wanted.limit)
    let recurring = try await recurring(wanted, since: start)
    let created = wanted.creates ? try await create(found, wanted, since: start, by: request.subject) : []
    return try JSONDocument { writer in
      writer.beginObject()
      writer.member("timeframe", wanted.timeframe.rawValue)
      writer.member("from", start)
      writer.member("to", now)
      writer.member("events", history.tally.count)
      writer.member("complete", history.isComplete)
      writer.key("patterns")
      writer.beginArray()
      for pattern in found + recurring { pattern.write(&writer) }
      writer.endArray()
      writer.key("created")
      writer.beginArray()
      for id in created { writer.value(id) }
      writer.endArray()
      writer.endObject()
    }
  }

  private static func checkMayCreate(_ request: TargetRequest) throws(RequestError) {
    guard request.access.contains(.write) else { throw .denied(request.action, needs: .write) }
    // What is found in the log is about no agent in particular.
    guard let agent = request.agent else { return }
    let reason = "the token is of the agent '\(agent)', which may make insights about itself only"
    throw .denied(request.action, needs: .write, reason: reason)
  }

  // MARK: Reading

  private func read(_ wanted: PatternRequest, since start: Timestamp) async throws -> History {
    let earliest = start - wanted.timeframe.length
    let (head, known) = (events.head, try await events.number(before: earliest))
    let bound = EventNumber(head.value - min(head.value, UInt64(maxEvents)))
    var place = max(known, bound)
    // Only a log that has something from before is known to have been there all the time: to a young one everything is new.
    var history = History(
      tally: PatternTally(start: start, length: wanted.timeframe.length, group: wanted.group),
      isComplete: known > .zero && known >= bound)
    while place < head {
      let entries = try await events.history(after: place, limit: Self.page)
      guard let last = entries.last else { break }
      for entry in entries where isMeant(entry, wanted, since: earliest) { history.tally.add(entry) }
      place = last.number
      try Task.checkCancellation()
    }
    return history
  }

  private func isMeant(_ entry: LogEntry, _ wanted: PatternRequest, since earliest: Timestamp) -> Bool {
    entry.loggedAt >= earliest && entry.origin != .source(owner) && wanted.types.contains(entry.event.type)
  }

  /// Types of insights that have come again and again.
  private func recurring(_ wanted: PatternRequest, since start: Timestamp) async throws -> [Pattern] {
    guard wanted.seesInsights else { return [] }
    return try await store.read { db in
      let rows = try Row.fetchAll(
        db,
        sql: """
          SELECT type, count(*) AS count FROM insight WHERE created_at >= ? GROUP BY type HAVING count(*) >= ?
          ORDER BY count(*) DESC, type LIMIT ?
          """, arguments: [start.microseconds, wanted.minCount, wanted.limit])
      return rows.map { .recurring(insight: $0["type"], count: $0["count"]) }
    }
  }

  // MARK: Insights

  /// An insight for each spike that no open one of this timeframe tells of already: their ids.
  private func create(
    _ patterns: [Pattern], _ wanted: PatternRequest, since start: Timestamp, by subject: String
  ) async throws -> [String] {
    let drafts = patterns.compactMap { $0.insight(in: wanted.timeframe) }
    guard !drafts.isEmpty else { return [] }
    let created = try await store.write { [keep] transaction in
      let table = InsightTable(transaction.database)
      var created: [String] = []
      for content in drafts {
        var known = InsightFilter()
        known.require("type", is: content.type)
        known.require(acknowledged: false)
        known.require(createdFrom: start)
        if try table.count(known) > 0 { continue }
        let insight = Insight(
          id: Insight.newID(), content: content, created: .init(time: transaction.now, subject: subject),
          revision: try transaction.nextRevision())
        try table.insert(insight, keeping: keep)
        try transaction.emit(try content.event)
        created.append(insight.id)
      }
      return created
    }
    if !created.isEmpty { noteChange() }
    return created
  }
}

extension Pattern {
  private static let highFactor = 10

  /// What it is worth telling; nil for what is only good to know.
  fileprivate func insight(in timeframe: Timeframe) -> InsightContent? {
    guard case .spike(let event, let count, let before) = self else { return nil }
    let period = timeframe == .current ? Timeframe.day : timeframe
    return InsightContent(
      type: TextLimits.fit("spike_\(event)", TextLimits.type),
      priority: count >= Self.highFactor * max(before, 1) ? .high : .medium,
      description: "\(event) came \(count) times within the last \(period.rawValue), \(before) times in the one before",
      recommendations: ["Find out what has changed since then"])
  }
}
