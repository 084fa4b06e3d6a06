import ArgumentParser
import ConfigSchema
import RouterCore

struct ValidateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate", abstract: "Check config files and show everything that is wrong with them.",
    discussion: "Exit code 0: all files are right (there may be warnings). 1: at least one has an error.")

  enum Format: String, ExpressibleByArgument, CaseIterable { case text, json }

  @Argument(help: "The config files.", completion: .file())
  var configs: [String]

  @Option(help: "How to print: for people or for programs (one JSON object per file, in their order).")
  var format = Format.text

  func run() throws {
    let registry = try Registry(plugins)
    var isRight = true
    for path in configs {
      let loaded = ConfigArgument.load(path, registry)
      isRight = isRight && loaded.result != nil
      switch format {
      case .text:
        print(loaded.text, terminator: "")
        if loaded.result != nil { print("\(path): ok") }
      case .json: print(DiagnosticJSON.render(loaded.diagnostics, of: path), terminator: "")
      }
    }
    if !isRight { throw ExitCode(1) }
  }
}
