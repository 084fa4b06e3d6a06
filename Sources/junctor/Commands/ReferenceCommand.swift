import ArgumentParser
import ConfigSchema
import RouterCore

struct ReferenceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reference", abstract: "Print the whole config reference, made from the declarations.")

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case markdown
    case jsonSchema = "json-schema"
  }

  @Option(help: "For people (Docs/Configuration.md) or for editors (JSON Schema 2020-12).")
  var format = Format.markdown

  func run() throws {
    switch format {
    case .markdown: print(try ConfigurationPage(registry: try Registry(plugins)).markdown, terminator: "")
    case .jsonSchema:
      let schema = JSONSchemaWriter.schema(ObjectReference(JunctorConfig.self), title: "Junctor config")
      print(schema.rendered, terminator: "")
    }
  }
}
