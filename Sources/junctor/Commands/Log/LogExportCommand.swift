import ArgumentParser
import ConfigSchema
import EventLogSQLite
import Foundation
import RouterCore

struct LogExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Write entries to standard output, one JSON object per line, in log order.",
    discussion: "Exit code 1: damaged entries were left out; they are named on standard error.")

  @OptionGroup var argument: LogArgument
  @Option(help: "The first entry: msg_42, or when it was logged: 2026-01-31T12:00:00Z.") var from: LogBound?
  @Option(help: "The last entry, likewise.") var to: LogBound?
  @Option(help: "Only these event types, separated by commas.") var types: String?
  @Option(help: "The form of a line: the v1 envelope with id and source, or a CloudEvent.")
  var format = ExportFormat.ndjson

  func validate() throws {
    switch (from?.bound, to?.bound) {
    case (.number(let from), .number(let to)) where from > to: throw ValidationError("--from lies behind --to")
    case (.time(let from), .time(let to)) where from > to: throw ValidationError("--from lies behind --to")
    default: break
    }
  }

  func run() throws {
    let location = try LogLocation(argument.log, try Registry(plugins))
    let selection = LogSelection(from: from?.bound, to: to?.bound, types: try selectedTypes(location.catalogue))
    let archive = try location.open()
    var output = OutputLines()
    let damaged = try archive.export(selection) { delivery in
      try output.write { format.append(delivery, to: &$0) }
    }
    try output.flush()
    guard damaged.isEmpty else {
      let names = damaged.prefix(10).map(\.publicID).joined(separator: ", ")
      let rest = damaged.count > 10 ? " and \(damaged.count - 10) more" : ""
      StandardError.write("left out, because they are damaged: \(names)\(rest)\n")
      throw ExitCode(1)
    }
  }

  private func selectedTypes(_ catalogue: Catalogue) throws -> Set<String>? {
    guard let types else { return nil }
    let names = types.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
    let known = catalogue.types.map(\.name)
    for name in names where !known.contains(name) {
      let help = Suggestion.help(for: name, among: known).map { " (\($0))" } ?? ""
      throw ValidationError("no event type '\(name)'\(help)")
    }
    return Set(names)
  }
}

/// How an exported event is written.
enum ExportFormat: String, ExpressibleByArgument, CaseIterable {
  case ndjson, cloudevents

  func append(_ delivery: Delivery, to bytes: inout [UInt8]) {
    switch self {
    case .ndjson: EventEnvelope.line.append(delivery, to: &bytes)
    case .cloudevents: CloudEventLine.append(delivery, to: &bytes)
    }
  }
}

/// Where an export begins or ends: a number, or a moment.
struct LogBound: ExpressibleByArgument {
  let bound: LogSelection.Bound

  init?(argument: String) {
    if let number = EventNumber(id: argument) {
      bound = .number(number)
    } else if let time = Timestamp(text: argument) {
      bound = .time(time)
    } else {
      return nil
    }
  }
}
