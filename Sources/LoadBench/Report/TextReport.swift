/// A report as a small table for people.
package struct TextReport {
  private let report: BenchReport
  private var part: PartReport { report.part }

  package init(_ report: BenchReport) { self.report = report }

  package var text: String {
    let rows = rows
    let width = rows.map(\.label.count).max() ?? 0
    let table = rows.map { row in
      "  " + row.label + String(repeating: " ", count: width - row.label.count + 2) + row.value + "\n"
    }
    return title + "\n\n" + table.joined() + notes.map { "\n\($0)\n" }.joined()
  }

  private struct Row {
    let label: String
    let value: String
  }

  private var title: String {
    let clients = FigureText.count(report.clients)
    return switch report.scenario {
    case .fanOut(let publishing): "fan-out: every event to \(clients) clients, \(Self.title(publishing))"
    case .ownAgent(let publishing): "own-agent: \(clients) clients, each with its agent, \(Self.title(publishing))"
    case .idle: "idle: \(clients) clients"
    case .requestReply(let depth): "request-reply: \(clients) clients, each with \(depth) pings unanswered"
    }
  }

  private static func title(_ publishing: Publishing) -> String {
    let batch = publishing.batch > 1 ? ", \(publishing.batch) per request" : ""
    let pace =
      switch publishing.pace {
      case .open(let rate): "\(FigureText.number(rate)) per second"
      case .closed(let window): "at most \(FigureText.count(window)) outstanding"
      }
    return "\(publishing.payload)-byte events, \(pace)\(batch)"
  }

  // MARK: Rows

  private var rows: [Row] {
    [
      Row(
        label: "connected in",
        value: FigureText.seconds(report.connectSeconds)
          + " (\(FigureText.perSecond(report.clients, in: report.connectSeconds)))"),
      Row(label: "measured for", value: FigureText.seconds(part.seconds)),
    ] + traffic + latency + server
  }

  private var traffic: [Row] {
    switch report.scenario {
    case .idle: return []
    case .requestReply: return [Row(label: "answers", value: deliveries)] + [faults]
    case .fanOut, .ownAgent:
      let published = part.published
      let refused = published.refused > 0 ? ", \(FigureText.count(published.refused)) refused with 503" : ""
      let events =
        "\(FigureText.count(published.sent)) (\(FigureText.perSecond(published.sent, in: part.seconds)))\(refused)"
      return [Row(label: "events", value: events), Row(label: "deliveries", value: deliveries), faults]
    }
  }

  private var deliveries: String {
    let size = part.frameBytes > 0 ? ", \(FigureText.count(part.frameBytes / max(1, part.deliveries))) bytes each" : ""
    return "\(FigureText.count(part.deliveries)) (\(FigureText.perSecond(part.deliveries, in: part.seconds)))\(size)"
  }

  private var faults: Row {
    let faults = report.faults
    let counts = [
      ("lost", faults.lost), ("repeated", faults.repeated), ("out of order", faults.late),
      ("to the wrong client", faults.foreign),
    ]
    return Row(
      label: "faults",
      value: counts.filter { $0.1 > 0 || $0.0 == "lost" || $0.0 == "repeated" }
        .map { "\(FigureText.count($0.1)) \($0.0)" }.joined(separator: ", "))
  }

  private var latency: [Row] {
    guard let latency = part.latency else { return [] }
    let values = [
      ("p50", latency.p50), ("p90", latency.p90), ("p99", latency.p99), ("p99.9", latency.p999), ("max", latency.max),
    ]
    return [
      Row(label: "latency", value: values.map { "\($0) \(FigureText.milliseconds($1))" }.joined(separator: "  "))
    ]
  }

  private var server: [Row] {
    [
      Row(label: "server CPU", value: serverCPU), Row(label: "server memory", value: memory),
      Row(label: "client CPU", value: clientCPU),
    ]
  }

  private var serverCPU: String {
    switch part.server {
    case .unknown(let reason): "unknown: \(reason)"
    case .known(let seconds, _): use(seconds)
    }
  }

  private var clientCPU: String {
    use(part.clientCPU) + "; busiest event loop \(FigureText.number(100 * part.busiestLoopShare)) %"
  }

  private func use(_ seconds: Double) -> String {
    let share = part.seconds > 0 ? "\(FigureText.number(seconds / part.seconds)) cores" : "-"
    guard part.deliveries > 0 else { return share }
    let unit = part.latency != nil && report.scenario.publishing == nil ? "answers" : "deliveries"
    return "\(FigureText.number(seconds / Double(part.deliveries) * 1e6)) s per million \(unit), \(share)"
  }

  private var memory: String {
    switch report.memory {
    case .unknown(let reason): "unknown: \(reason)"
    case .known(let bytes, let perSession):
      "\(FigureText.bytes(perSession)) per session, \(FigureText.bytes(bytes)) in all when connected"
    }
  }

  // MARK: Notes

  private var notes: [String] {
    var notes: [String] = []
    if part.isLimitedByClient {
      notes.append(
        "The client was busy all the time: the rate and the latencies are its own limit, not the server's. More --threads "
          + "or a client on another machine show more.")
    }
    if report.others > 0 {
      notes.append("\(FigureText.count(report.others)) messages of others came in between: is the server in use?")
    }
    notes += report.faults.groupedEndings.map {
      "The server ended \(FigureText.count($0.count)) connections: \($0.reason)"
    }
    if report.faults.endings.contains(where: { $0.contains("RATE_LIMIT_EXCEEDED") }) {
      notes.append(String(BenchFailure.limitHelp.dropFirst(2)))
    }
    return notes
  }
}
