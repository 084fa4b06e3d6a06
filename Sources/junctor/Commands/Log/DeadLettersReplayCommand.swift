import ArgumentParser
import ConfigSchema
import EventLogSQLite
import RouterCore

struct DeadLettersReplayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay", abstract: "Deliver dead letters again, to the sinks that did not take them.",
    discussion: """
      A running router begins within moments, another one when it starts. What is delivered is no dead letter any more; what \
      is rejected again stays one.
      """)

  @OptionGroup var argument: DeadLettersArgument
  @OptionGroup var selection: DeadLetterSelection
  @Option(help: "How to print: for people or for programs.") var format = DeadLettersFormat.text

  func run() throws {
    let registry = try Registry(plugins)
    let location = try LogLocation(argument.log, registry)
    let letters = try selection.letters(in: try location.open())
    let replayable = letters.filter { $0.event != nil && $0.isWhole }
    let left = letters.filter { $0.event == nil || !$0.isWhole }
    // Who names one wants to know; who says "all" means all that can be.
    if let first = left.first, !selection.ids.isEmpty {
      throw ValidationError(
        first.event == nil
          ? "dead letter \(first.id) stands for events that are lost (\(FigureWords.numbers(first.numbers))): "
            + "there is nothing to replay"
          : "dead letter \(first.id) is damaged: there is nothing to replay")
    }
    if !replayable.isEmpty { try DeadLetterDesk(path: location.path).replay(replayable.map(\.id)) }
    switch format {
    case .text: print(text(replayable.count, left.count, location.path))
    case .json:
      let ids = replayable.map { JSONText.integer(Int($0.id)) }
      print(JSONText.object([("replay", .array(ids)), ("left", .integer(left.count))]).rendered, terminator: "")
    }
  }

  private func text(_ count: Int, _ left: Int, _ path: String) -> String {
    let rest = left == 0 ? "" : "; \(left) cannot be: their events are lost or damaged"
    guard count > 0 else { return "nothing to replay\(rest)" }
    let when = LogHolder.process(of: path) == nil ? "when the router starts" : "by the running router"
    return "\(FigureWords.count(count, "dead letter")) to be delivered again \(when)\(rest)"
  }
}
