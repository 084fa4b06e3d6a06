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

  /// - Parameter fields: all fields of the name.
  /// - Returns: nil for what is no list of entity tags.
  package init?(_ fields: [String]) {
    let elements = fields.flatMap { $0.split(separator: ",") }.map { $0.trimming(" \t") }.filter { !$0.isEmpty }
    if elements == ["*"] {
      tags = .any
      return
    }
    guard !elements.isEmpty, elements.allSatisfy(Self.isTag) else { return nil }
    tags = .these(Set(elements))
  }

  private static func isTag(_ text: String) -> Bool {
    let opaque = text.hasPrefix("W/") ? text.dropFirst(2) : text[...]
    return opaque.count >= 2 && opaque.first == "\"" && opaque.last == "\""
      && !opaque.dropFirst().dropLast().contains("\"")
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

extension Substring {
  fileprivate func trimming(_ characters: String) -> String {
    let start = drop { characters.contains($0) }
    return String(start.reversed().drop { characters.contains($0) }.reversed())
  }
}
