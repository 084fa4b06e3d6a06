import ArgumentParser
import EventLogSQLite
import Logging
import RouterCore

struct ReplayCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay",
    abstract: "Take logged events through the pipelines of a config, to its sinks.",
    discussion: """
      The log is only read; a router may be writing it. The events get new numbers, their times stay, and stages go by the \
      times of the log. No client is connected: what is for them is counted. Sinks are real: files are written, \
      webhooks are called.
      """)

  @OptionGroup var argument: LogArgument
  @Option(help: "The first event: msg_42, or when it was logged: 2026-01-31T12:00:00Z.") var from: LogBound?
  @Option(help: "The last event, likewise.") var to: LogBound?
  @Option(help: "1 for as fast as they came, 10 for ten times as fast, or max.") var speed = ReplaySpeed(factor: nil)
  @Option(name: .customLong("into"), help: "The config with the pipelines and sinks.", completion: .file())
  var target: String

  func run() async throws {
    let registry = try Registry(plugins)
    let loaded = ConfigArgument.load(target, registry)
    StandardError.write(loaded.text)
    guard let result = loaded.result else { throw ExitCode(1) }
    let archive = try LogLocation(argument.log, registry).open(for: result.catalogue)
    let selection = LogSelection(from: from?.bound, to: to?.bound)
    guard let (after, last) = try archive.numbers(of: selection) else {
      return print("the log is empty: nothing to replay")
    }
    let replay = LogReplay(
      archive: archive, deployment: result.deployment, catalogue: result.catalogue, speed: speed,
      logger: Logger(label: "replay", factory: StreamLogHandler.standardError(label:)))
    report(try await replay.run(after: after, through: last))
  }

  private func report(_ report: LogReplay.Report) {
    print("replayed  \(report.replayed) events")
    print("clients   \(report.clients) would have got")
    for (name, sink) in report.counters.sinks.sorted(by: { $0.key < $1.key }) {
      let rest = sink.offered - min(sink.offered, sink.delivered)
      print("sink      \(name): \(sink.delivered) delivered\(rest > 0 ? ", \(rest) not" : "")")
    }
    for (point, tally) in report.counters.ledger.points.sorted(by: { "\($0.key)" < "\($1.key)" }) {
      guard case .stage(let pipeline, let stage) = point else { continue }
      for (reason, count) in tally.dropped.sorted(by: { $0.key.name < $1.key.name }) {
        print("dropped   \(count) by stage \(stage) of pipeline \(pipeline): \(reason.name)")
      }
    }
  }
}
