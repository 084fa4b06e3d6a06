import ArgumentParser
import ConfigSchema
import EventLogSQLite
import RouterCore

struct DeadLettersShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show one dead letter with the event as the sink got it.")

  @OptionGroup var argument: DeadLettersArgument
  @Argument(help: "Its number, as 'list' shows it.") var id: Int64
  @Option(help: "How to print: for people or for programs (one line).") var format = DeadLettersFormat.text

  func run() throws {
    let registry = try Registry(plugins)
    let archive = try LogLocation(argument.log, registry).open()
    guard let letter = try archive.deadLetter(id) else {
      throw UnknownDeadLetters([id], among: try archive.deadLetters())
    }
    switch format {
    case .text: print(Self.text(letter), terminator: "")
    case .json: print(Self.json(letter))
    }
  }

  private static func text(_ letter: KeptDeadLetter) -> String {
    var table = TextTable()
    table.add("dead letter", "\(letter.id)\(letter.isWhole ? "" : ", damaged")")
    table.add("sink", letter.sink)
    table.add("since", letter.at.text)
    table.add("reason", letter.reason)
    table.add("attempts", "\(letter.attempts)")
    if letter.isReplayed { table.add("replay", "asked for") }
    guard let event = letter.event else {
      table.add("events", "\(FigureWords.numbers(letter.numbers)), lost to the sink before it got them")
      return table.text
    }
    table.add("event", FigureWords.numbers(letter.numbers))
    table.add("type", event.type)
    table.add("time", event.time.text)
    table.add("source", event.source)
    if let agent = event.agent { table.add("agent", agent) }
    return table.text + "\n" + String(decoding: event.data ?? [], as: UTF8.self) + "\n"
  }

  private static func json(_ letter: KeptDeadLetter) -> String {
    var writer = JSONWriter()
    writer.beginObject()
    writer.member("id", Int(letter.id))
    writer.member("at", letter.at)
    writer.member("sink", letter.sink)
    writer.member("first", letter.numbers.lowerBound.publicID)
    writer.member("last", letter.numbers.upperBound.publicID)
    writer.member("reason", letter.reason)
    writer.member("attempts", letter.attempts)
    writer.member("replay", letter.isReplayed)
    writer.member("whole", letter.isWhole)
    if let event = letter.event, let data = event.data, let payload = try? JSONDocument(parsing: data) {
      writer.key("event")
      writer.beginObject()
      writer.member("type", event.type)
      writer.member("timestamp", event.time)
      writer.member("source", event.source)
      if let agent = event.agent { writer.member("agent", agent) }
      writer.member("data", payload.root)
      writer.endObject()
    }
    writer.endObject()
    return String(decoding: writer.bytes.map { $0 == 0x0A || $0 == 0x0D ? 0x20 : $0 }, as: UTF8.self)
  }
}
