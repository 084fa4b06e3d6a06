import ArgumentParser
import EventLogSQLite
import RouterCore

struct ExplainCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Say what became of an event, where and why.",
    discussion: """
      Of a logged event (`msg_42`) it shows the pipelines and stages that decided, as the config was then, and what its \
      sinks did. An event in a file (a v1 envelope) is taken through the pipelines as they are now, with the stages in the \
      state that the log gives them; nothing is changed by that.
      """)

  @Argument(help: "The id of a logged event, or a file with one that was never sent.") var event: String
  @OptionGroup var config: ConfigArgument
  @Option(help: "A session: did this client get it, and why not?") var client: String?
  @Option(help: "For an event in a file: the source that it would come from.") var from = Origin.ingestName

  func run() async throws {
    let (config, deployment, catalogue) = try config.require(try Registry(plugins))
    guard let number = EventNumber(id: event) else {
      return try await explain(try HypotheticalEvent(path: event, catalogue: catalogue), config, deployment, catalogue)
    }
    guard config.log.type == .sqlite else {
      throw ExplainError("'log.type' is memory in this config: decisions are gone with the process")
    }
    let archive = try LogArchive(path: config.log.path, catalogue: catalogue)
    print(try LoggedEventReport(of: number, in: archive).text, terminator: "")
    if let client {
      print(
        try await ClientQuestion(admin: config.admin, client: client, event: number).ask(), terminator: "")
    }
  }

  private func explain(
    _ hypothetical: HypotheticalEvent, _ config: JunctorConfig, _ deployment: Deployment, _ catalogue: Catalogue
  ) async throws {
    if client != nil { throw ExplainError("--client asks about a logged event: no client was given this one") }
    let archive =
      config.log.type == .sqlite ? try? LogArchive(path: config.log.path, catalogue: catalogue) : nil
    print(try hypothetical.report(through: deployment.graph, from: from, after: archive), terminator: "")
  }
}

extension EventNumber {
  /// Reads `msg_42` or `42`; nil for anything else.
  init?(id text: String) {
    let digits = text.hasPrefix("msg_") ? text.dropFirst(4) : text[...]
    guard let value = UInt64(digits), value > 0, EventNumber(value) <= .limit else { return nil }
    self.init(value)
  }
}
