import ArgumentParser

@main
struct Junctor: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "junctor",
    abstract: "A plugin-based event router.",
    version: Version.text,
    subcommands: [
      RunCommand.self, ValidateCommand.self, GraphCommand.self, PluginsCommand.self, ReferenceCommand.self,
      ProtocolCommand.self,
      TokenCommand.self, LogCommand.self, DeadLettersCommand.self, ExplainCommand.self, ReplayCommand.self,
      MaintenanceCommand.self, BenchCommand.self,
      VersionCommand.self,
    ],
    defaultSubcommand: RunCommand.self)
}
