import RouterCore
import RouterGateway

/// The messages of one side, each with its fields and examples.
struct MessageChapter {
  private let declarations: [MessageDeclaration]
  private let messages: V1Messages

  init(_ declarations: [MessageDeclaration], _ messages: V1Messages) {
    (self.declarations, self.messages) = (declarations, messages)
  }

  /// Ends with a line feed.
  var markdown: String { declarations.map(section).joined(separator: "\n") }

  private func section(_ message: MessageDeclaration) -> String {
    var text = "#### \(message.type)\n\n\(message.summary)"
    let replies = message.replies.map { "`\(messages.declaration(of: $0).type)`" }
    if !replies.isEmpty { text += " Answered by \(replies.joined(separator: ", "))." }
    text += "\n"
    if let data = message.data, !data.isEmpty { text += "\n\(FieldTable(fields: data).markdown)" }
    if !message.members.isEmpty { text += "\nBeside `data`:\n\n\(FieldTable(fields: message.members).markdown)" }
    for example in message.examples { text += "\n```json\n\(example)\n```\n" }
    return text
  }
}
