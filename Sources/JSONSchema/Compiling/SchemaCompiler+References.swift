import ConfigSchema
import RouterCore

extension SchemaCompiler {
  /// Schemas that may stand in a row for one value: what is held against a value by recursion stays within the stack.
  private static let longestChain = 64

  mutating func readReference(_ node: ConfigNode, into index: Int) {
    guard let text = string(node) else { return }
    guard text == "#" || text.hasPrefix("#/") else {
      return error(
        "only schemas of the same document can be referred to", node, help: "as in '#/$defs/name', or '#' for the whole"
      )
    }
    guard let target = Self.decoded(text.dropFirst()) else {
      return error("the reference is wrongly encoded", node)
    }
    references.append(Reference(from: index, target: target, range: node.range))
  }

  /// Without percent signs (RFC 6901 §6).
  private static func decoded(_ text: Substring) -> String? {
    var bytes: [UInt8] = []
    var rest = text.utf8.makeIterator()
    while let byte = rest.next() {
      if byte != UInt8(ascii: "%") {
        bytes.append(byte)
        continue
      }
      guard let high = rest.next(), let low = rest.next(),
        let value = UInt8(String(decoding: [high, low], as: UTF8.self), radix: 16)
      else { return nil }
      bytes.append(value)
    }
    return String(validating: bytes, as: UTF8.self)
  }

  mutating func resolveReferences() {
    for reference in references {
      if let place = places[reference.target] {
        nodes[reference.from].reference = place
      } else {
        diagnostics.error(
          "there is no schema at '#\(reference.target)'", at: reference.range,
          help: Suggestion.nearest(to: reference.target, among: places.keys).map { "did you mean '#\($0)'?" })
      }
    }
  }

  /// A schema that asks itself about the same value would never have an answer; one that asks about a part of it comes to an
  /// end.
  mutating func checkForCircles() {
    // Kahn's algorithm: whoever nobody waits for any more is taken out.
    var waiting = Array(repeating: 0, count: nodes.count)
    for node in nodes { for next in node.inPlace { waiting[next] += 1 } }
    var free = nodes.indices.filter { waiting[$0] == 0 }
    var chain = Array(repeating: 1, count: nodes.count)
    while let index = free.popLast() {
      for next in nodes[index].inPlace {
        chain[next] = max(chain[next], chain[index] + 1)
        waiting[next] -= 1
        if waiting[next] == 0 { free.append(next) }
      }
    }
    for reference in references where waiting[reference.from] > 0 {
      guard let target = nodes[reference.from].reference, waiting[target] > 0 else { continue }
      diagnostics.error(
        "the schema refers to itself without going into the value", at: reference.range,
        help: "refer to it from within 'properties' or 'items'")
    }
    if !diagnostics.hasErrors, let index = chain.indices.first(where: { chain[$0] > Self.longestChain }) {
      diagnostics.error(
        "more than \(Self.longestChain) schemas are asked one by the other about the same value", at: ranges[index])
    }
  }
}
