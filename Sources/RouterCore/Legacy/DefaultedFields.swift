/// Fields that a legacy event may leave out. The canonical event has them all, and a member that says which of them were
/// not there, so that they can be left out again: `"defaulted":["type"]`. A field that was there stays as it is, also when it
/// says what the default says.
struct DefaultedFields {
  /// The member; canonical paths in it.
  static let marker = "defaulted"

  private let defaults: [LegacyForm.Default]

  init(_ defaults: [LegacyForm.Default]) {
    self.defaults = defaults
  }

  /// Adds what is missing. A field of an object that is missing itself is not added.
  func adding(to event: JSONDocument) throws(LegacyFormError) -> JSONDocument {
    let root = event.root
    if root[Self.marker] != nil { throw .reservedMember(Self.marker) }
    let missing = defaults.filter { root[$0.path.parent]?.kind == .object && root[$0.path] == nil }
    guard !missing.isEmpty else { return event }
    var edits = missing.compactMap { field in
      field.path.names.last.map { JSONEdit.insert(into: field.path.parent, key: $0, value: field.value) }
    }
    do {
      let paths = try JSONDocument { writer in
        writer.beginArray()
        for field in missing { writer.value("\(field.path)") }
        writer.endArray()
      }
      edits.append(.insert(into: .root, key: Self.marker, value: paths))
      return try event.applying(edits)
    } catch {
      throw .invalidResult("\(error)")
    }
  }

  /// Takes out what was added: the member, and the fields that it names and that still have their default. A stage may have
  /// changed one, which is then no default any more.
  func removing(from event: JSONDocument) -> JSONDocument {
    guard let marker = event.root[Self.marker], Self.isOurs(marker) else { return event }
    let added = defaults.filter { field in
      let name = "\(field.path)"
      return marker.elements.contains { $0.stringEquals(name) }
        && event.root[field.path]?.isEqual(to: field.value.root) == true
    }
    let paths = added.map(\.path) + [[Self.marker]]
    let edits = paths.map(JSONEdit.remove) + Self.emptied(event, by: paths)
    // Taking members out cannot fail; if it did, the event would be shown as it is: with more, never with less.
    return (try? event.applying(edits, limits: JSONLimits(maxDepth: .max, maxBytes: .max))) ?? event
  }

  /// False for a member that a producer has put there for something else.
  private static func isOurs(_ marker: JSONNode) -> Bool {
    marker.kind == .array && marker.elements.allSatisfy { $0.kind == .string }
  }

  /// Removing all members of an object takes its white space with them. What was put into an empty object came before that,
  /// so it is kept here.
  private static func emptied(_ event: JSONDocument, by paths: [JSONPath]) -> [JSONEdit] {
    Dictionary(grouping: paths, by: \.parent).compactMap { path, removed in
      guard let object = event.root[path], object.count == removed.count, let last = object.members.lastEnd else {
        return nil
      }
      let space = event.bytes[last..<object.range.upperBound - 1]
      guard let empty = try? JSONDocument(parsing: Array("{".utf8) + space + Array("}".utf8)) else { return nil }
      return .replace(path, with: empty)
    }
  }
}

extension JSONMembers {
  /// Where the text of the last member ends; nil if there is none.
  fileprivate var lastEnd: Int? { reduce(nil) { $1.value.range.upperBound } }
}
