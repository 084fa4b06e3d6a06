import ArgumentParser
import Logging
import RouterCore

#if canImport(Glibc)
  import Glibc
#endif

struct RunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Run the router until SIGTERM or SIGINT.")

  @OptionGroup var argument: ConfigArgument

  @Option(help: "The least level that is logged.")
  var logLevel = LogLevel.info

  @Flag(help: "Print a token and a client command once the server listens. Development profile only.")
  var token = false

  func run() async throws {
    ignoreFatalWriteSignals()
    let (config, deployment, catalogue) = try argument.require(try Registry(plugins))
    LoggingSystem.bootstrap { StreamLogHandler.standardError(label: $0) }
    var logger = Logger(label: "junctor")
    logger.logLevel = logLevel.level
    let server = try await RouterServer(
      config: config, deployment: deployment, catalogue: catalogue, logger: logger, printsToken: token)
    try await server.run()
  }
}

/// A closed pipe and a file at its size limit are errors of one sink, not the end of the process.
private func ignoreFatalWriteSignals() {
  signal(SIGPIPE, SIG_IGN)
  signal(SIGXFSZ, SIG_IGN)
}

/// The log levels as words of the command line.
enum LogLevel: String, CaseIterable, ExpressibleByArgument {
  case trace, debug, info, notice, warning, error, critical

  var level: Logger.Level { Logger.Level(rawValue: rawValue) ?? .info }
}
