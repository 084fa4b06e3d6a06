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
      let isTold = config.emit == .always || (memory.document != mark && tells(memory))
      // What was no event may be one by another mapping, or in another deployment: it is not known.
      if !isTold || add(document.root, &result) { memory.document = mark }
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
    let tells = tells(memory)
    let known = memory.contents
    var noted: [PollMemory.Item] = []
    var present: Set<UInt64> = []
    for element in list.elements {
      guard let item = item(element) else {
        result.flaws.append(EnvelopeFlaw("an item has no string, number or truth value as its key"))
        continue
      }
      // Of several with one key the first counts; else they would be changes of each other for ever.
      let isFirst = present.insert(item.key).inserted
      let isTold = config.emit == .always || (isFirst && tells && known[item.key] != item.content)
      let isEvent = !isTold || add(element, &result)
      guard isFirst else { continue }
      if isEvent {
        noted.append(item)
      } else if let content = known[item.key] {
        // It is there, and what it says now is not known.
        noted.append(PollMemory.Item(key: item.key, content: content))
      }
    }
    memory.note(noted, limit: config.remember)
  }

  private func item(_ node: JSONNode) -> PollMemory.Item? {
    let content = Mark.of(node.text)
    guard let key = config.key else { return PollMemory.Item(key: content, content: content) }
    return mark(ofKey: node[key.path]).map { PollMemory.Item(key: $0, content: content) }
  }

  /// "1" is another key than 1.
  private func mark(ofKey node: JSONNode?) -> UInt64? {
    switch node?.kind {
    case .string: node?.string.map { Mark.of([UInt8(ascii: "\"")] + $0.utf8) }
    case .number, .boolean: node.map { Mark.of($0.text) }
    case .object, .array, .null, nil: nil
    }
  }

  /// False if it is no event.
  private func add(_ node: JSONNode, _ result: inout Result) -> Bool {
    do throws(EnvelopeFlaw) {
      result.drafts.append(try draft(node))
      return true
    } catch {
      result.flaws.append(error)
      return false
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
