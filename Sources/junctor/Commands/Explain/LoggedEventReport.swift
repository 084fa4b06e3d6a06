import EventLogSQLite
import RouterCore

/// What the log knows of one event.
struct LoggedEventReport {
  let text: String

  init(of number: EventNumber, in archive: LogArchive) throws {
    guard let entry = try archive.entries(after: EventNumber(number.value - 1), limit: 1).first,
      entry.number == number
    else { throw ExplainError(try Self.absence(of: number, in: archive)) }
    var text = Self.head(entry)
    let decisions = try archive.decisions(about: number)
    if decisions.isEmpty { text += "not decided yet, or its decisions are lost\n" }
    let byGraph = Dictionary(grouping: decisions) { ObjectIdentifier($0.batch.names) }
    for part in byGraph.values.sorted(by: { ($0.first?.start ?? .start) < ($1.first?.start ?? .start) }) {
      guard let names = part.first?.batch.names else { continue }
      let trace = EventTrace(of: number, in: part, names: names)
      text += "decided by\n" + TraceText(trace).text
      text += try Self.sinks(trace, in: archive)
    }
    for letter in try archive.deadLetters(about: number) {
      text += "dead letter \(letter.id ?? 0) of sink \(letter.sink): \(letter.reason), \(letter.attempts) attempts\n"
    }
    self.text = text
  }

  private static func head(_ entry: LogEntry) -> String {
    let origin =
      switch entry.origin {
      case .source(let name): "from \(name)"
      case .stage(let pipeline, let stage): "emitted by stage \(stage) of pipeline \(pipeline)"
      }
    return """
      \(entry.number.publicID)  \(entry.event.typeName)  \(origin)  producer \(entry.event.source)
        time \(Self.text(entry.event.time))  logged \(Self.text(entry.loggedAt))
        \(entry.event.data)

      """
  }

  private static func text(_ time: Timestamp) -> String {
    var bytes: [UInt8] = []
    time.append(to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// How far the durable sinks that were to get it are.
  private static func sinks(_ trace: EventTrace, in archive: LogArchive) throws -> String {
    let cursors = try archive.cursors()
    var text = ""
    for case .admitted(let sink, _, let position) in trace.passages.flatMap(\.ends) {
      guard let cursor = cursors[sink] else { continue }
      text += "  sink \(sink): \(cursor.position >= position ? "has dealt with it" : "has not come to it yet")\n"
    }
    return text
  }

  private static func absence(of number: EventNumber, in archive: LogArchive) throws -> String {
    if let reason = try archive.loss(of: number) { return "\(number.publicID) is not in the log: \(reason)" }
    guard let bounds = try archive.bounds() else { return "\(number.publicID) is unknown: the log is empty" }
    let range = "the log has \(bounds.lowerBound.publicID) to \(bounds.upperBound.publicID)"
    if number > bounds.upperBound { return "\(number.publicID) is unknown: \(range)" }
    return "\(number.publicID) is not in the log any more: \(range)"
  }
}
