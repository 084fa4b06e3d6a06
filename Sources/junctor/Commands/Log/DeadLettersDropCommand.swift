import ArgumentParser
import ConfigSchema
import EventLogSQLite
import RouterCore

struct DeadLettersDropCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "drop", abstract: "Remove dead letters for good.")

  @OptionGroup var argument: DeadLettersArgument
  @OptionGroup var selection: DeadLetterSelection
  @Option(help: "How to print: for people or for programs.") var format = DeadLettersFormat.text

  func run() throws {
    let registry = try Registry(plugins)
    let location = try LogLocation(argument.log, registry)
    let letters = try selection.letters(in: try location.open())
    if !letters.isEmpty { try DeadLetterDesk(path: location.path).drop(letters.map(\.id)) }
    switch format {
    case .text: print("\(FigureWords.count(letters.count, "dead letter")) dropped")
    case .json:
      let ids = letters.map { JSONText.integer(Int($0.id)) }
      print(JSONText.object([("dropped", .array(ids))]).rendered, terminator: "")
    }
  }
}
