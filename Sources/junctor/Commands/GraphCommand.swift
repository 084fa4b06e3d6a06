import ArgumentParser
import RouterCore

struct GraphCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "graph", abstract: "Draw a config's pipelines as a Mermaid flowchart.")

  @OptionGroup var argument: ConfigArgument

  func run() throws {
    let deployment = try argument.require(try Registry(plugins)).deployment
    print(MermaidChart(graph: deployment.graph).text, terminator: "")
  }
}
