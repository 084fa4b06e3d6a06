/// How a type's events look in the legacy dialect: another name, other keys, fields left out. A class, because every event
/// that is written asks for it.
///
/// Both ways are one mapping of keys onto each other, so that going there and back gives the same payload whatever it has:
/// see `KeyExchange` for renames and `DefaultedFields` for what is left out.
package final class LegacyForm: Sendable {
  /// Another key for a field.
  package struct Rename: Sendable, Hashable {
    /// The field in the canonical payload; the way leads through objects only.
    package let path: JSONPath
    /// Its key in a legacy payload, in the same object.
    package let key: String

    package init(_ path: JSONPath, to key: String) {
      self.path = path
      self.key = key
    }
  }

  /// What a field means that a legacy event leaves out; the canonical event always has it.
  package struct Default: Sendable {
    /// The field in the canonical payload.
    package let path: JSONPath
    package let value: JSONDocument

    package init(_ path: JSONPath, _ value: JSONDocument) {
      self.path = path
      self.value = value
    }
  }

  /// Keys on the way to a field: far more than payloads have, and little enough to follow by recursion.
  static let maxKeys = 16
  /// Renames, and defaults: every member of a payload is held against them.
  static let maxFields = 64

  /// The type's name, in upper snake case.
  package let name: String
  /// Stands as the source of events that name no producer of their own; nil where the dialect documents none.
  package let source: String?
  package let renames: [Rename]
  package let defaults: [Default]
  /// From the frame's `payload` up to the data.
  let payloadStart: [UInt8]
  private let toLegacy: KeyExchange
  private let toCanonical: KeyExchange

  package init(_ name: String, source: String? = nil, renames: [Rename] = [], defaults: [Default] = []) {
    self.name = name
    self.source = source
    self.renames = renames
    self.defaults = defaults
    var start = Array(#","payload":{"type":"#.utf8)
    start.append(jsonString: name)
    start += #","action":"#.utf8
    start.append(jsonString: name)
    start += #","data":"#.utf8
    payloadStart = start
    // The check refuses longer ones; here they must only not exhaust the stack.
    let pairs = renames.filter { $0.path.keys.count <= Self.maxKeys }.map { ($0.path, $0.key) }
    toLegacy = KeyExchange(pairs, .toLegacy)
    toCanonical = KeyExchange(pairs, .toCanonical)
  }

  /// Whether payloads are the same in both dialects.
  package var isIdentity: Bool { toLegacy.isEmpty && defaults.isEmpty }
}

extension LegacyForm {
  /// The canonical payload of a legacy one.
  package func event(from legacy: JSONDocument) throws(LegacyFormError) -> JSONDocument {
    let renamed = try exchange(legacy, toCanonical, .standard)
    return defaults.isEmpty ? renamed : try DefaultedFields(defaults).adding(to: renamed)
  }

  /// The legacy payload of a canonical one. It cannot fail for the payload of an event: keys trade places, so no object
  /// gets a key twice, and what is only written is held against no limit that it has already passed.
  package func legacy(from event: JSONDocument) throws(LegacyFormError) -> JSONDocument {
    try exchange(withoutDefaults(event), toLegacy, .widest)
  }

  /// Appends what `legacy(from:)` gives, without a document in between.
  func append(_ event: JSONDocument, to bytes: inout [UInt8]) {
    guard !isIdentity else { return bytes.append(contentsOf: event.bytes) }
    toLegacy.append(withoutDefaults(event), to: &bytes)
  }

  private func withoutDefaults(_ event: JSONDocument) -> JSONDocument {
    defaults.isEmpty ? event : DefaultedFields(defaults).removing(from: event)
  }

  private func exchange(
    _ document: JSONDocument, _ keys: KeyExchange, _ limits: JSONLimits
  ) throws(LegacyFormError) -> JSONDocument {
    if keys.isEmpty { return document }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(document.bytes.count + 64)
    keys.append(document, to: &bytes)
    do { return try JSONDocument(parsing: bytes, limits: limits) } catch { throw .invalidResult("\(error)") }
  }
}

extension JSONLimits {
  /// For what has been held against its limits before.
  fileprivate static let widest = JSONLimits(maxDepth: .max, maxBytes: .max)
}

/// Why a legacy payload has no canonical form.
package enum LegacyFormError: Error, Sendable, Hashable {
  /// It has the member that says which fields were left out.
  case reservedMember(String)
  /// The canonical payload would exceed what payloads may be.
  case invalidResult(String)
}

extension LegacyFormError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .reservedMember(let name):
      "a legacy event of a type with defaults cannot have a member '\(name)': it says which fields were left out"
    case .invalidResult(let reason): "the canonical payload is not valid: \(reason)"
    }
  }
}
