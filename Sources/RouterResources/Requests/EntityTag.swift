/// The version of a resource (RFC 9110 §8.8.3); always strong.
package struct EntityTag: Sendable, Hashable, CustomStringConvertible {
  private let text: String

  /// - Parameter revision: never the same for two versions, also of another resource at the same place.
  package init(revision: Int64) { text = "\"\(revision)\"" }

  /// With its quotes.
  package init(_ text: String) { self.text = text }

  package var description: String { text }
}

/// The value of `If-Match` or `If-None-Match`.
package struct EntityTagCondition: Sendable, Hashable {
  private enum Tags: Hashable {
    case any
    case these(Set<String>)
  }

  private let tags: Tags

  /// - Parameter fields: all fields of the name, which are one list (RFC 9110 §5.3).
  /// - Returns: nil for what is no list of entity tags.
  package init?(_ fields: [String]) {
    var rest = fields.joined(separator: ",")[...]
    if rest.allSatisfy({ $0 == "*" || Self.space.contains($0) }), rest.count(where: { $0 == "*" }) == 1 {
      tags = .any
      return
    }
    var found: Set<String> = []
    while true {
      // Empty elements are allowed (RFC 9110 §5.6.1).
      rest = rest.drop { $0 == "," || Self.space.contains($0) }
      if rest.isEmpty { break }
      guard let tag = Self.takeTag(&rest) else { return nil }
      found.insert(tag)
      rest = rest.drop(while: Self.space.contains)
      guard rest.isEmpty || rest.first == "," else { return nil }
    }
    guard !found.isEmpty else { return nil }
    tags = .these(found)
  }

  private static let space: Set<Character> = [" ", "\t"]

  /// A tag may have commas in it, so the list cannot be split at them.
  private static func takeTag(_ rest: inout Substring) -> String? {
    let start = rest.startIndex
    let opaque = rest.hasPrefix("W/") ? rest.dropFirst(2) : rest
    guard opaque.first == "\"", let end = opaque.dropFirst().firstIndex(of: "\"") else { return nil }
    let inner = opaque[opaque.index(after: opaque.startIndex)..<end]
    guard inner.unicodeScalars.allSatisfy({ $0.value >= 0x21 && $0.value != 0x7F }) else { return nil }
    rest = opaque[opaque.index(after: end)...]
    return String(opaque.base[start..<rest.startIndex])
  }

  /// By strong comparison, as `If-Match` wants it: a weak tag is never the same.
  package func holds(for current: EntityTag) -> Bool {
    switch tags {
    case .any: true
    case .these(let tags): tags.contains("\(current)")
    }
  }

  /// By weak comparison, as `If-None-Match` wants it.
  package func holdsWeakly(for current: EntityTag) -> Bool {
    switch tags {
    case .any: true
    case .these(let tags): tags.contains("\(current)") || tags.contains("W/\(current)")
    }
  }
}
