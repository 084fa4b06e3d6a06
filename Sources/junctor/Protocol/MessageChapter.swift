import RouterCore
import RouterGateway

/// The messages of one side, each with its fields and examples.
struct MessageChapter {
  private let declarations: [MessageDeclaration]
  /// What every frame has, as it stands in a sentence.
  private let envelope: String

  init(_ declarations: [MessageDeclaration], beside envelope: String) {
    (self.declarations, self.envelope) = (declarations, envelope)
  }

  /// Ends with a line feed.
  var markdown: String { declarations.map(section).joined(separator: "\n") }

  private func section(_ message: MessageDeclaration) -> String {
    var text = "#### \(message.type)\n\n\(message.summary)"
    let replies = Self.distinct(message.replies.map { "`\($0.type)`" })
    if !replies.isEmpty { text += " Answered by \(replies.joined(separator: ", "))." }
    text += "\n"
    if let data = message.data, !data.isEmpty { text += "\n\(FieldTable(fields: data).markdown)" }
    if !message.members.isEmpty { text += "\nBeside \(envelope):\n\n\(FieldTable(fields: message.members).markdown)" }
    for example in message.examples { text += "\n```json\n\(example)\n```\n" }
    return text
  }

  private static func distinct(_ texts: [String]) -> [String] {
    texts.reduce(into: []) { list, text in
      if !list.contains(text) { list.append(text) }
    }
  }
}
