import EventLogSQLite
import Foundation
import RouterCore

/// An event that was never sent, read from a file: what would become of it.
struct HypotheticalEvent {
  let draft: EventDraft
  let catalogue: Catalogue

  /// - Parameter path: a file with one v1 envelope; `-` is standard input.
  init(path: String, catalogue: Catalogue) throws {
    let data =
      path == "-"
      ? FileHandle.standardInput.readDataToEndOfFile() : FileManager.default.contents(atPath: path)
    guard let data else {
      throw ExplainError("'\(path)' is neither the id of an event (msg_42) nor a file that can be read")
    }
    let root: JSONNode
    do {
      root = try JSONDocument(parsing: Array(data)).root
    } catch {
      throw ExplainError("\(path): \(error)")
    }
    guard let type = root["type"]?.string, let payload = root["data"] else {
      throw ExplainError("\(path): an event envelope is an object with 'type' and 'data'")
    }
    draft = EventDraft(
      type: type, data: payload.detached(), time: root["timestamp"]?.timestamp, source: root["source"]?.string)
    self.catalogue = catalogue
  }

  /// - Parameter archive: the log that gives the stages their state; nil for stages as they are when a router starts.
  func report(through graph: Graph, from source: String, after archive: LogArchive?) throws -> String {
    guard graph.routes[source] != nil else {
      let known = graph.routes.keys.sorted().joined(separator: ", ")
      throw ExplainError("no pipeline reads '\(source)' (they read: \(known))")
    }
    let event: Event
    do {
      event = try Intake(catalogue: catalogue, time: SystemTime()).event(from: draft, producer: source)
    } catch {
      return "refused before the log: \(error)\n"
    }
    var router = Router(graph: graph)
    let head = try archive.map { try rehearse(&router, $0) } ?? .zero
    let entry = LogEntry(
      number: head.next, loggedAt: SystemTime().now(), origin: .source(source), event: event)
    let step = router.step([entry])
    let trace = EventTrace(
      of: entry.number, in: [LogBatch.Decisions(start: .start, batch: step.outcomes)], names: graph.names)
    return "\(event.typeName) from \(source), if it came now\n" + TraceText(trace).text
      + forms(step, of: entry, graph)
  }

  /// Changed payloads, and what stages would emit because of it.
  private func forms(_ step: RouterStep, of entry: LogEntry, _ graph: Graph) -> String {
    var text = ""
    for (sink, deliveries) in zip(graph.sinks, step.deliveries) {
      for delivery in deliveries where delivery.number == entry.number && delivery.event !== entry.event {
        text += "  at sink \(sink): \(delivery.event.data)\n"
      }
    }
    for emission in step.emissions { text += "  emitted: \(emission.event.typeName) \(emission.event.data)\n" }
    return text
  }

  /// Brings the stages to the state that they have in the running router.
  /// - Returns: the last event in the log.
  private func rehearse(_ router: inout Router, _ archive: LogArchive) throws -> EventNumber {
    guard let newest = try archive.bounds()?.upperBound,
      let last = try archive.entries(after: EventNumber(newest.value - 1), limit: 1).first
    else { return .zero }
    guard let horizon = router.horizon else { return newest }
    var position = try archive.number(before: last.loggedAt - horizon)
    while case let page = try archive.entries(after: position, limit: 1024), let last = page.last {
      router.rehearse(page)
      position = last.number
    }
    return newest
  }
}
