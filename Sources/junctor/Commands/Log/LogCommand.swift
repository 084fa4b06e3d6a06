import ArgumentParser

struct LogCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "log", abstract: "Look at the event log's file, beside a running router or without one.",
    discussion: "The file is only read.",
    subcommands: [LogStatsCommand.self, LogVerifyCommand.self, LogExportCommand.self])
}
