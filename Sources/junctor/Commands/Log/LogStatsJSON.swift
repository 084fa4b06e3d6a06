import ConfigSchema
import EventLogSQLite
import RouterCore

/// What a log holds, for programs.
struct LogStatsJSON {
  let stats: LogStats
  let now: Timestamp

  var text: String {
    JSONText.object([
      ("file", .string(stats.path)),
      ("databaseBytes", .integer(stats.databaseBytes)),
      ("writeAheadBytes", .integer(stats.writeAheadBytes)),
      ("state", .string(state)),
      ("process", process.map { .integer($0) } ?? .null),
      ("epoch", .string(stats.epoch)),
      ("newest", place(stats.newest)),
      ("oldest", place(stats.oldest)),
      ("entries", .integer(stats.entries)),
      ("entryBytes", .integer(stats.entryBytes)),
      ("damagedEntries", .integer(stats.damagedEntries)),
      ("routed", stats.routed == .zero ? .null : .string(stats.routed.publicID)),
      ("types", .array(stats.types.map(type))),
      ("sinks", .array(stats.sinks.map(sink))),
      ("losses", .array(stats.losses.map(loss))),
    ]).rendered
  }

  private var state: String {
    switch stats.state {
    case .inUse: "in_use"
    case .closed: "closed"
    case .notClosed: "not_closed"
    }
  }

  private var process: Int? { if case .inUse(let process) = stats.state { process } else { nil } }

  private func place(_ place: LogStats.Place?) -> JSONText {
    guard let place else { return .null }
    return .object([
      ("id", .string(place.number.publicID)), ("loggedAt", .string(place.loggedAt.text)),
      ("ageSeconds", .integer(age(place.loggedAt))),
    ])
  }

  private func type(_ type: LogStats.TypeCount) -> JSONText {
    .object([("type", .string(type.type)), ("count", .integer(type.count)), ("bytes", .integer(type.bytes))])
  }

  private func sink(_ sink: LogStats.Sink) -> JSONText {
    .object([
      ("sink", .string(sink.name)), ("waiting", .integer(sink.waiting)),
      ("waitingSeconds", sink.waitingSince.map { .integer(age($0)) } ?? .null),
      ("deadLetters", .integer(sink.deadLetters)), ("replays", .integer(sink.replays)),
    ])
  }

  private func loss(_ loss: LogStats.Loss) -> JSONText {
    .object([
      ("first", .string(loss.numbers.lowerBound.publicID)), ("last", .string(loss.numbers.upperBound.publicID)),
      ("at", .string(loss.at.text)), ("reason", .string(loss.reason)),
    ])
  }

  private func age(_ moment: Timestamp) -> Int { max(0, Int((now - moment).components.seconds)) }
}
