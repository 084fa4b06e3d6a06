import ConfigSchema
import RouterCore

/// Makes events of answers. Pure.
struct PollReader: Sendable {
  struct Result: Sendable {
    var drafts: [EventDraft] = []
    /// Why parts of the answer are no events.
    var flaws: [EnvelopeFlaw] = []
  }

  let config: PollConfig
  let intake: Intake

  /// - Throws: why the answer as a whole is of no use; the memory is then as before.
  func read(_ body: [UInt8], _ memory: inout PollMemory) throws(EnvelopeFlaw) -> Result {
    let document: JSONDocument
    do {
      document = try JSONDocument(parsing: body, limits: JSONLimits(maxBytes: body.count))
    } catch {
      throw EnvelopeFlaw("the answer is no JSON: \(error.reason)")
    }
    var result = Result()
    if let items = config.items {
      try read(items, of: document.root, &memory, &result)
    } else {
      let mark = Mark.of(body)
      if config.emit == .always || (memory.document != mark && tells(memory)) { add(document.root, &result) }
      memory.document = mark
    }
    memory.isNew = false
    return result
  }

  /// Whether what is new is told: not at first, if so wished.
  private func tells(_ memory: PollMemory) -> Bool { !memory.isNew || config.initial == .emit }

  private func read(
    _ path: MappedPath, of root: JSONNode, _ memory: inout PollMemory, _ result: inout Result
  ) throws(EnvelopeFlaw) {
    guard let list = root[path.path], list.kind == .array else {
      throw EnvelopeFlaw("the answer has no list at '\(path.path.isEmpty ? "." : path.path.description)'")
    }
    guard list.count <= config.remember else {
      throw EnvelopeFlaw("the list has \(list.count) items, 'remember' allows \(config.remember)")
    }
    var marks: [UInt64] = []
    let tells = tells(memory)
    var known = Set(memory.seen)
    for item in list.elements {
      guard let mark = mark(of: item) else {
        result.flaws.append(EnvelopeFlaw("an item has no string, number or truth value as its key"))
        continue
      }
      marks.append(mark)
      if config.emit == .always || (known.insert(mark).inserted && tells) { add(item, &result) }
    }
    memory.note(marks, limit: config.remember)
  }

  private func mark(of item: JSONNode) -> UInt64? {
    guard let key = config.key else { return Mark.of(item.text) }
    guard let node = item[key.path] else { return nil }
    switch node.kind {
    case .string: return node.string.map { Mark.of($0.utf8) }
    case .number, .boolean: return Mark.of(node.text)
    case .object, .array, .null: return nil
    }
  }

  private func add(_ node: JSONNode, _ result: inout Result) {
    do throws(EnvelopeFlaw) {
      result.drafts.append(try draft(node))
    } catch {
      result.flaws.append(error)
    }
  }

  private func draft(_ node: JSONNode) throws(EnvelopeFlaw) -> EventDraft {
    let draft: EventDraft
    if let mapping = config.event {
      draft = try mapping.draft(from: node)
    } else {
      draft = try EventDraft(envelope: node)
    }
    do {
      _ = try intake.event(from: draft, producer: "")
    } catch {
      throw EnvelopeFlaw("\(error)")
    }
    return draft
  }
}
