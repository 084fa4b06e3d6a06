import RouterCore
import RouterStages

/// The rules and what they remember: a value, stepped with the log's entries.
struct RuleEngine: Sendable {
  let book: RuleBook
  /// The source that the rules belong to: what it has made itself matches none of them, or they would feed themselves.
  let owner: String
  /// By the rules' places.
  private(set) var windows: [RuleWindows]
  /// By the rules' places: events up to this one are none of the rule's.
  let since: [EventNumber]

  init(_ book: RuleBook, owner: String, windows: [RuleWindows]? = nil, since: [EventNumber]? = nil) {
    (self.book, self.owner) = (book, owner)
    self.windows = windows ?? book.rules.map { RuleWindows($0.terms) }
    self.since = since ?? book.rules.map { _ in .zero }
  }

  /// What the rules find in the next entry, in the config's order.
  mutating func step(_ entry: LogEntry) -> [Finding] {
    var findings: [Finding] = []
    for index in book.candidates(for: entry.event.type) {
      guard entry.origin != .source(owner), entry.number > since[index] else { continue }
      let rule = book.rules[index]
      let delivery = Delivery(number: entry.number, event: entry.event)
      guard rule.condition.evaluate(delivery) == .yes else { continue }
      guard windows[index].note(rule.group.id(of: entry.event), at: entry.loggedAt) else { continue }
      findings.append(Finding(rule: rule, entry: entry, group: rule.group.text(of: entry.event)))
    }
    return findings
  }

  /// What has changed since this was asked last.
  mutating func takeChanges() -> [RuleChange] {
    windows.indices.flatMap { index in
      windows[index].takeChanges().map { RuleChange(rule: book.rules[index].name, group: $0, state: $1) }
    }
  }
}

/// A group's new state, for the store.
struct RuleChange: Sendable {
  let rule: String
  let group: String
  /// Nil: it is forgotten.
  let state: GroupState?
}
