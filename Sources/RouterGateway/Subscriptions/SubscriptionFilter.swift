import RouterCore

/// The `filters` of a subscription to one event type: AND across keys, OR within a key; an attribute that an event lacks
/// passes (contract §2).
package struct SubscriptionFilter: Sendable, Hashable {
  private struct Term: Sendable, Hashable {
    /// As the client called it.
    let key: String
    let sources: [FilterSource]
    let allowed: [JSONDocument]

    // What the key is called does not matter, only where it looks. Values by their text: two spellings of a number make two filters, which costs an evaluation and changes nothing else.
    static func == (left: Self, right: Self) -> Bool {
      left.sources == right.sources && left.allowed.elementsEqual(right.allowed) { $0.bytes == $1.bytes }
    }

    func hash(into hasher: inout Hasher) {
      hasher.combine(sources)
      for value in allowed { hasher.combine(value.bytes) }
    }
  }

  private let terms: [Term]

  package static let none = SubscriptionFilter(terms: [])

  private init(terms: [Term]) { self.terms = terms }

  /// What a client asked for, seen with the eyes of one event type.
  ///
  /// Keys and values are brought into an order of their own, so that filters which mean the same are equal and the events
  /// are held against them once.
  init(_ filters: [FilterRequest], for type: EventType) {
    terms = filters.sorted { $0.key < $1.key }.map { filter in
      let allowed = filter.allowed.sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
      return Term(key: filter.key, sources: type.filterSources(for: filter.key), allowed: allowed)
    }
  }

  /// What a client would have to ask for to get this filter.
  var requests: [FilterRequest] { terms.map { FilterRequest(key: $0.key, allowed: $0.allowed) } }

  /// Whether it admits every event without a look at it.
  var isEmpty: Bool { terms.isEmpty }

  func admits(_ event: Event) -> Bool { terms.allSatisfy { Self.admits(event, $0) } }

  /// The keys that do not admit an event.
  func failedKeys(of event: Event) -> [String] { terms.filter { !Self.admits(event, $0) }.map(\.key) }

  private static func admits(_ event: Event, _ term: Term) -> Bool {
    let values = Self.values(term.sources, in: event.data.root)
    return values.isEmpty || values.contains { value in term.allowed.contains { $0.root.isEqual(to: value) } }
  }

  /// Of several places the first that the event has counts.
  private static func values(_ sources: [FilterSource], in data: JSONNode) -> [JSONNode] {
    for source in sources {
      let values = values(source, in: data)
      if !values.isEmpty { return values }
    }
    return []
  }

  private static func values(_ source: FilterSource, in data: JSONNode) -> [JSONNode] {
    switch source {
    case .field(let path):
      guard let node = data[path], !node.isNull else { return [] }
      return node.kind == .array ? Array(node.elements) : [node]
    case .keys(let path): return data[path].map { $0.members.map(\.key) } ?? []
    }
  }
}

/// One key of a client's `filters`, with the scalars that it allows.
package struct FilterRequest: Sendable {
  let key: String
  let allowed: [JSONDocument]
}
