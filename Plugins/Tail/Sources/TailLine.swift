import RouterCore

/// Makes events of lines.
struct TailLine: Sendable {
  let mapping: EventMapping?
  let intake: Intake
  let maxLine: Int

  /// - Throws: why the line is no event; the words never repeat what was there.
  func draft(_ line: LineSplitter.Line) throws(EnvelopeFlaw) -> EventDraft? {
    guard let text = line.text else { throw EnvelopeFlaw("the line has more than \(maxLine) bytes") }
    if text.allSatisfy({ $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }) { return nil }
    let document: JSONDocument
    do {
      document = try JSONDocument(parsing: text, limits: JSONLimits(maxBytes: maxLine))
    } catch {
      throw EnvelopeFlaw("no JSON: \(error.reason)")
    }
    let draft: EventDraft
    if let mapping {
      draft = try mapping.draft(from: document.root)
    } else {
      draft = try EventDraft(envelope: document.root)
    }
    do {
      _ = try intake.event(from: draft, producer: "")
    } catch {
      throw EnvelopeFlaw("\(error)")
    }
    return draft
  }
}
