import ArgumentParser
import ConfigSchema
import RouterCore

struct ReferenceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reference", abstract: "Print the whole config reference (Docs/Configuration.md), made from the declarations.")

  func run() throws { print(try ConfigurationPage(registry: try Registry(plugins)).markdown, terminator: "") }
}
