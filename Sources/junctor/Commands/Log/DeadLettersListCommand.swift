import ArgumentParser
import ConfigSchema
import EventLogSQLite
import RouterCore

struct DeadLettersListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "list", abstract: "List dead letters, oldest first.")

  @OptionGroup var argument: DeadLettersArgument
  @Option(help: "Only those of this sink.") var sink: String?
  @Option(help: "How to print: for people or for programs.") var format = DeadLettersFormat.text

  func run() throws {
    let registry = try Registry(plugins)
    let archive = try LogLocation(argument.log, registry).open()
    let letters = try archive.deadLetters(of: sink)
    switch format {
    case .text: print(Self.text(letters), terminator: "")
    case .json: print(JSONText.array(letters.map { JSONText($0) }).rendered, terminator: "")
    }
  }

  private static func text(_ letters: [KeptDeadLetter]) -> String {
    guard !letters.isEmpty else { return "no dead letters\n" }
    var table = TextTable(rightAligned: [0, 5])
    table.add("id", "since", "sink", "event", "type", "attempts", "reason")
    for letter in letters {
      let notes = [letter.isReplayed ? "to be replayed" : nil, letter.isWhole ? nil : "damaged"].compactMap { $0 }
      table.add(
        "\(letter.id)", letter.at.text, letter.sink, FigureWords.numbers(letter.numbers), letter.event?.type ?? "lost",
        "\(letter.attempts)", letter.reason + (notes.isEmpty ? "" : " (\(notes.joined(separator: ", ")))"))
    }
    return table.text
  }
}

extension JSONText {
  /// A dead letter without its event's payload.
  init(_ letter: KeptDeadLetter) {
    self = .object([
      ("id", .integer(Int(letter.id))),
      ("at", .string(letter.at.text)),
      ("sink", .string(letter.sink)),
      ("first", .string(letter.numbers.lowerBound.publicID)),
      ("last", .string(letter.numbers.upperBound.publicID)),
      ("type", letter.event.map { .string($0.type) } ?? .null),
      ("reason", .string(letter.reason)),
      ("attempts", .integer(letter.attempts)),
      ("replay", .boolean(letter.isReplayed)),
      ("whole", .boolean(letter.isWhole)),
    ])
  }
}
