/// Gives keys of an object, and of objects within it, other names. Everything else stays byte for byte.
///
/// A payload may have fields that nobody has declared, so the new name of one field can be the name of another. Keys therefore
/// trade places: renaming `completed_at` to `completedAt` also renames `completedAt` to `completed_at`, and the last key of
/// a chain a → b → c becomes the first. That is a permutation of keys: no object gets a key twice, and going back is exact. Only
/// the escapes of a key that is renamed are not kept: `"\u0061"` becomes a plain key.
struct KeyExchange: Sendable {
  enum Direction {
    case toLegacy
    case toCanonical
  }

  private struct Entry: Sendable {
    let key: [UInt8]
    /// The new key as JSON text, quotes included; nil for a key that stays.
    let text: [UInt8]?
    /// For the value, if it is an object.
    let inner: KeyExchange
  }

  /// In UTF-8: texts that differ in Unicode normalization only are the same for `String`, and other keys in JSON.
  private struct Rename {
    let path: ArraySlice<[UInt8]>
    let key: [UInt8]
  }

  private var entries: [Entry] = []

  var isEmpty: Bool { entries.isEmpty }

  /// - Parameter renames: of canonical paths, to keys. Each key is the new one of one field of its object at most.
  init(_ renames: [(path: JSONPath, key: String)], _ direction: Direction) {
    self.init(renames.map { Rename(path: $0.path.keys.map(\.utf8)[...], key: Array($0.key.utf8)) }, direction)
  }

  private init(_ renames: [Rename], _ direction: Direction) {
    if renames.isEmpty { return }
    var newKeys: [[UInt8]: [UInt8]] = [:]
    var inner: [[UInt8]: [Rename]] = [:]
    for rename in renames {
      guard let first = rename.path.first else { continue }
      if rename.path.count == 1 {
        newKeys[first] = rename.key
      } else {
        inner[first, default: []].append(Rename(path: rename.path.dropFirst(), key: rename.key))
      }
    }
    newKeys = Self.permutation(newKeys)
    for key in Set(newKeys.keys).union(inner.keys).sorted(by: { $0.lexicographicallyPrecedes($1) }) {
      let new = newKeys[key] ?? key
      let rest = KeyExchange(inner[key] ?? [], direction)
      if key == new, rest.isEmpty { continue }
      let (before, after) = direction == .toLegacy ? (key, new) : (new, key)
      let text = JSONDocument.string(String(decoding: after, as: UTF8.self)).bytes
      entries.append(Entry(key: before, text: key == new ? nil : text, inner: rest))
    }
  }

  /// Closes each chain: its last key gets the name of its first.
  private static func permutation(_ newKeys: [[UInt8]: [UInt8]]) -> [[UInt8]: [UInt8]] {
    let oldKeys = Dictionary(newKeys.map { ($1, $0) }) { first, _ in first }
    var result = newKeys
    for last in newKeys.values where newKeys[last] == nil {
      var first = last
      while let before = oldKeys[first] { first = before }
      result[last] = first
    }
    return result
  }

  /// Appends the document's text with the keys exchanged.
  func append(_ document: JSONDocument, to bytes: inout [UInt8]) {
    var copied = 0
    exchange(in: document, object: 0, &copied, &bytes)
    bytes.append(contentsOf: document.bytes[copied...])
  }

  /// As deep as the renames are, whatever the document.
  private func exchange(in document: JSONDocument, object: Int, _ copied: inout Int, _ bytes: inout [UInt8]) {
    guard document.tokens[object].kind == .object else { return }
    var index = object + 1
    while index < Int(document.tokens[object].next) {
      let key = document.tokens[index]
      if let entry = entries.first(where: { JSONStringText.equals(document.bytes.span, key, $0.key.span) }) {
        if let text = entry.text {
          bytes.append(contentsOf: document.bytes[copied..<key.range.lowerBound])
          bytes.append(contentsOf: text)
          copied = key.range.upperBound
        }
        entry.inner.exchange(in: document, object: index + 1, &copied, &bytes)
      }
      index = Int(document.tokens[index + 1].next)
    }
  }
}
