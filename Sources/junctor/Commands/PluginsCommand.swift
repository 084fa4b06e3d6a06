import ArgumentParser
import ConfigSchema
import RouterCore

struct PluginsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plugins",
    abstract: "List the compiled-in plugins, or show what one component type can be configured with.")

  @Argument(help: "A component type, such as 'file' or 'throttle': prints its config reference.")
  var type: String?

  func run() throws {
    let registry = try Registry(plugins)
    guard let type else { return list(registry) }
    let found = registry.references(to: type)
    guard !found.isEmpty else {
      let known = Set(registry.sources.keys).union(registry.stages.keys).union(registry.sinks.keys)
      let help = Suggestion.help(for: type, among: known).map { " (\($0))" } ?? ""
      throw ValidationError("no component type '\(type)'\(help)")
    }
    print(found.map(\.markdown).joined(separator: "\n"), terminator: "")
  }

  private func list(_ registry: Registry) {
    for plugin in registry.plugins {
      print("\(plugin.name): \(plugin.summary)")
      for reference in plugin.references { print("  \(reference.kind) \(reference.type): \(reference.summary)") }
      for type in plugin.eventTypes { print("  event \(type.name): \(type.summary)") }
    }
  }
}
