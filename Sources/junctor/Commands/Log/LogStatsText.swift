import EventLogSQLite
import RouterCore

/// What a log holds, for people.
struct LogStatsText {
  let stats: LogStats
  let now: Timestamp

  private static let typeLimit = 12
  private static let lossLimit = 20

  var text: String { summary + types + sinks + losses }

  private var summary: String {
    var table = TextTable()
    let sizes = [stats.databaseBytes, stats.writeAheadBytes].map(FigureWords.bytes)
    table.add("file", "\(stats.path), \(sizes[0]), write-ahead log \(sizes[1])")
    table.add("state", state)
    table.add("epoch", stats.epoch)
    table.add("newest", stats.newest.map(place) ?? "none")
    table.add("oldest", stats.oldest.map(place) ?? "none")
    table.add("entries", "\(stats.entries), \(FigureWords.bytes(stats.entryBytes))")
    table.add("routed", stats.routed == .zero ? "nothing yet" : "up to \(stats.routed.publicID)")
    if stats.damagedEntries > 0 {
      table.add("damaged", "\(stats.damagedEntries) with a wrong checksum: 'junctor log verify' names them")
    }
    return table.text
  }

  private var state: String {
    switch stats.state {
    case .inUse(let process): "in use by process \(process)"
    case .closed: "closed in order"
    case .notClosed: "not closed: the process or the machine ended suddenly"
    }
  }

  private func place(_ place: LogStats.Place) -> String {
    "\(place.number.publicID), \(place.loggedAt.text), \(FigureWords.age(of: place.loggedAt, at: now)) ago"
  }

  private var types: String {
    guard !stats.types.isEmpty else { return "" }
    var table = TextTable(rightAligned: [1, 2])
    for type in stats.types.prefix(Self.typeLimit) {
      table.add(type.type, "\(type.count)", FigureWords.bytes(type.bytes))
    }
    return "\nevents by type\n" + table.text + more(stats.types.count - Self.typeLimit)
  }

  private var sinks: String {
    guard !stats.sinks.isEmpty else { return "" }
    var table = TextTable()
    for sink in stats.sinks {
      table.add(sink.name, waiting(sink), deadLetters(sink))
    }
    return "\nsinks\n" + table.text
  }

  private func waiting(_ sink: LogStats.Sink) -> String {
    guard sink.waiting > 0 else { return "nothing waits" }
    let since = sink.waitingSince.map { ", the oldest since \(FigureWords.age(of: $0, at: now))" } ?? ""
    return "\(FigureWords.count(sink.waiting, "event")) waiting\(since)"
  }

  private func deadLetters(_ sink: LogStats.Sink) -> String {
    guard sink.deadLetters > 0 else { return "" }
    let replays = sink.replays > 0 ? ", \(sink.replays) to be replayed" : ""
    return FigureWords.count(sink.deadLetters, "dead letter") + replays
  }

  private var losses: String {
    guard !stats.losses.isEmpty else { return "" }
    var table = TextTable()
    for loss in stats.losses.prefix(Self.lossLimit) {
      table.add(FigureWords.numbers(loss.numbers), loss.reason, "noted \(loss.at.text)")
    }
    return "\nnumbers without an entry\n" + table.text + more(stats.losses.count - Self.lossLimit)
  }

  private func more(_ count: Int) -> String { count > 0 ? "  and \(count) more\n" : "" }
}
