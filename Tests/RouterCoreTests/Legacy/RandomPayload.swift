import RouterCore
import TestSupport

/// A random object as text, with keys of a small alphabet, so that those that are renamed and those that they are renamed to
/// often stand side by side; and what a naive renaming makes of it.
struct RandomPayload {
  struct Member {
    var key: String
    /// As it stands in the text, quotes included.
    var spelling: String
    var value: Value
    let space: [String]
  }

  indirect enum Value {
    case object([Member], space: String)
    case text(String)
  }

  /// The two `é` are different keys in JSON, and equal strings in Swift.
  static let keys = [
    "a", "b", "c", "completedAt", "completed_at", "\u{E9}", "e\u{301}", "x.y", "quo\"te", "back\\slash",
  ]

  var root: Value

  init(_ random: inout SplitMix64, escapes: Bool) {
    root = Self.object(depth: 3, &random, escapes: escapes)
  }

  private static func object(depth: Int, _ random: inout SplitMix64, escapes: Bool) -> Value {
    let names = keys.shuffled(using: &random).prefix(Int.random(in: 0...6, using: &random))
    let members = names.map { key in
      Member(
        key: key, spelling: spell(key, &random, escapes: escapes),
        value: value(depth: depth - 1, &random, escapes: escapes),
        space: (0..<4).map { _ in space(&random) })
    }
    return .object(members, space: space(&random))
  }

  private static func value(depth: Int, _ random: inout SplitMix64, escapes: Bool) -> Value {
    if depth > 0, Int.random(in: 0..<5, using: &random) < 2 { return object(depth: depth, &random, escapes: escapes) }
    let texts = [
      "null", "true", "1.50e+3", "9007199254740993", #""completedAt""#, #""a\u0022,\"b\":1""#, "[ ]",
      #"[{"a":1, "completedAt" : {"b":[]}}]"#, "7", #""plain""#,
    ]
    return .text(texts.randomElement(using: &random) ?? "null")
  }

  private static func spell(_ key: String, _ random: inout SplitMix64, escapes: Bool) -> String {
    guard escapes, Int.random(in: 0..<3, using: &random) == 0 else { return plain(key) }
    return JSONSample.quote(key, &random)
  }

  private static func space(_ random: inout SplitMix64) -> String {
    ["", "", "", " ", "\n  ", "\t"].randomElement(using: &random) ?? ""
  }

  static func plain(_ key: String) -> String { JSONDocument.string(key).description }

  var text: String { Self.text(root) }

  private static func text(_ value: Value) -> String {
    switch value {
    case .text(let text): return text
    case .object(let members, let space):
      let texts = members.map { member in
        "\(member.space[0])\(member.spelling)\(member.space[1]):\(member.space[2])\(text(member.value))\(member.space[3])"
      }
      return "{" + (texts.isEmpty ? space : texts.joined(separator: ",")) + "}"
    }
  }
}

// MARK: - The naive renaming

extension RandomPayload {
  /// The canonical payload of this legacy one, key by key.
  func canonical(_ renames: [LegacyForm.Rename]) -> RandomPayload {
    var result = self
    result.root = Self.canonical(root, [], renames)
    return result
  }

  private static func canonical(_ value: Value, _ path: [String], _ renames: [LegacyForm.Rename]) -> Value {
    guard case .object(let members, let space) = value else { return value }
    let here = renames.filter { same($0.path.parent.names, path) }.map { (from: $0.path.names.last ?? "", to: $0.key) }
    let changed = members.map { member in
      var member = member
      let key = canonical(member.key, here)
      if !same([key], [member.key]) { (member.key, member.spelling) = (key, plain(key)) }
      member.value = canonical(member.value, path + [key], renames)
      return member
    }
    return .object(changed, space: space)
  }

  private static func canonical(_ key: String, _ renames: [(from: String, to: String)]) -> String {
    if let rename = renames.first(where: { same([$0.to], [key]) }) { return rename.from }
    // The first key of a chain, which nothing is renamed to: it is where the chain ends.
    var end = key
    while let rename = renames.first(where: { same([$0.from], [end]) }) { end = rename.to }
    return end
  }

  private static func same(_ left: [String], _ right: [String]) -> Bool {
    left.count == right.count && zip(left, right).allSatisfy { $0.utf8.elementsEqual($1.utf8) }
  }
}
