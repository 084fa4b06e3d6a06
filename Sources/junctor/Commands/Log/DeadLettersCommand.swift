import ArgumentParser

struct DeadLettersCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "deadletters",
    abstract: "Look at events that a sink could not take, deliver them again, or drop them.",
    discussion: "Works beside a running router, which notices by itself, and on the log of a stopped one.",
    subcommands: [
      DeadLettersListCommand.self, DeadLettersShowCommand.self, DeadLettersReplayCommand.self,
      DeadLettersDropCommand.self,
    ])
}

/// The log whose dead letters are meant.
struct DeadLettersArgument: ParsableArguments {
  @Argument(help: "The config file, or the log's own file.", completion: .file()) var log: String
}

/// How to print.
enum DeadLettersFormat: String, ExpressibleByArgument, CaseIterable { case text, json }
