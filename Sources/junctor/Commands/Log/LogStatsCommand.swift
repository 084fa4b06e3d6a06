import ArgumentParser
import ConfigSchema
import EventLogSQLite
import RouterCore

struct LogStatsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stats", abstract: "Show what the log holds, how far sinks have come, and what was lost.")

  enum Format: String, ExpressibleByArgument, CaseIterable { case text, json }

  @OptionGroup var argument: LogArgument
  @Option(help: "How to print: for people or for programs.") var format = Format.text

  func run() throws {
    let stats = try argument.open(try Registry(plugins)).stats()
    let now = SystemTime().now()
    switch format {
    case .text: print(LogStatsText(stats: stats, now: now).text, terminator: "")
    case .json: print(LogStatsJSON(stats: stats, now: now).text, terminator: "")
    }
  }
}
