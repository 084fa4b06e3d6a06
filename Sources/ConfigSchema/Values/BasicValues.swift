extension Bool: ConfigValue {
  package static var shape: ConfigShape { .boolean }
  package var configText: String? { "\(self)" }

  package static func decode(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> Bool? {
    guard let scalar = node.scalar, scalar.isPlain || scalar.isSubstituted else {
      let isQuoted = node.scalar.map { Bool($0.text) != nil } ?? false
      return mismatch(node, &diagnostics, help: isQuoted ? "write it without quotes" : nil)
    }
    if let value = Bool(scalar.text) { return value }
    let synonyms = ["yes": "true", "on": "true", "True": "true", "no": "false", "off": "false", "False": "false"]
    return mismatch(node, &diagnostics, help: synonyms[scalar.text].map { "did you mean '\($0)'?" })
  }
}

extension Int: ConfigValue {
  package static var shape: ConfigShape { .integer }
  package var configText: String? { "\(self)" }

  package static func decode(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> Int? {
    guard let scalar = node.scalar, scalar.isPlain || scalar.isSubstituted else {
      let isQuoted = node.scalar.map { Int($0.text) != nil } ?? false
      return mismatch(node, &diagnostics, help: isQuoted ? "write it without quotes" : nil)
    }
    let digits = scalar.text.filter { $0 != "_" }
    if let value = Int(digits) { return value }
    let isTooLarge = !digits.isEmpty && digits.trimmingPrefix("-").allSatisfy { ("0"..."9").contains($0) }
    guard isTooLarge else { return mismatch(node, &diagnostics) }
    diagnostics.error("the number is too large", at: node.range, help: "it must fit in 64 bits")
    return nil
  }
}

extension Double: ConfigValue {
  package static var shape: ConfigShape { .number }
  package var configText: String? { "\(self)" }

  package static func decode(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> Double? {
    guard let scalar = node.scalar, scalar.isPlain || scalar.isSubstituted,
      let value = Double(scalar.text), value.isFinite
    else { return mismatch(node, &diagnostics) }
    return value
  }
}

extension String: ConfigValue {
  package static var shape: ConfigShape { .string }
  package var configText: String? { isEmpty ? nil : self }

  package static func decode(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> String? {
    guard let scalar = node.scalar, !node.isNull else { return mismatch(node, &diagnostics) }
    return scalar.text
  }
}

extension Optional: ConfigValue where Wrapped: ConfigValue {
  package static var shape: ConfigShape { Wrapped.shape }
  package var configText: String? { flatMap(\.configText) }

  package static func decode(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> Wrapped?? {
    if node.isNull { return .some(nil) }
    return Wrapped.decode(node, &diagnostics).map { .some($0) }
  }
}

extension Array: ConfigValue where Element: ConfigValue {
  package static var shape: ConfigShape { .list(Element.shape) }
  package var configText: String? {
    isEmpty ? nil : "[\(compactMap(\.configText).joined(separator: ", "))]"
  }

  package static func decode(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> [Element]? {
    guard let nodes = node.elements else { return mismatch(node, &diagnostics) }
    let values = nodes.map { Element.decode($0, &diagnostics) }
    return values.contains { $0 == nil } ? nil : values.compactMap { $0 }
  }
}

extension Dictionary: ConfigValue where Key == String, Value: ConfigValue {
  package static var shape: ConfigShape { .map(Value.shape) }

  package static func decode(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> [String: Value]? {
    // `sinks:` with every sink below it commented out.
    if node.isNull { return [:] }
    guard let entries = node.entries else { return mismatch(node, &diagnostics) }
    var result: [String: Value] = [:]
    for entry in entries { result[entry.key.value] = Value.decode(entry.value, &diagnostics) }
    return result.count == entries.count ? result : nil
  }
}

extension Located: ConfigValue where Value: ConfigValue {
  package static var shape: ConfigShape { Value.shape }
  package var configText: String? { value.configText }

  package static func decode(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> Located<Value>? {
    Value.decode(node, &diagnostics).map { Located($0, at: node.range) }
  }
}

extension ConfigNode: ConfigValue {
  package static var shape: ConfigShape { .anything(phrase: "any value") }

  package static func decode(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> ConfigNode? { node }
}

/// A closed set of words. An `enum Policy: String, ConfigChoice` needs nothing more.
package protocol ConfigChoice: ConfigValue, RawRepresentable, CaseIterable where RawValue == String {}

extension ConfigChoice {
  package static var shape: ConfigShape { .choice(allCases.map(\.rawValue)) }
  package var configText: String? { rawValue }

  package static func decode(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> Self? {
    guard let scalar = node.scalar else { return mismatch(node, &diagnostics) }
    if let value = Self(rawValue: scalar.text) { return value }
    let nearest = scalar.isSubstituted ? nil : Suggestion.nearest(to: scalar.text, among: allCases.map(\.rawValue))
    return mismatch(node, &diagnostics, help: nearest.map { "did you mean '\($0)'?" })
  }
}
