import ConfigSchema

/// File permissions, written in octal as with `chmod`.
package struct FileMode: Sendable, Hashable {
  package let bits: UInt32

  package init(_ bits: UInt32) { self.bits = bits }
}

extension FileMode: ConfigValue {
  package static var shape: ConfigShape {
    .formatted(name: "file mode", pattern: "^0?[0-7]{3}$", example: "0640")
  }
  package var configText: String? {
    let digits = String(bits, radix: 8)
    return String(repeating: "0", count: max(4 - digits.count, 0)) + digits
  }

  package static func decode(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> FileMode? {
    guard let text = node.scalar?.text, (3...4).contains(text.utf8.count), text.count == 3 || text.hasPrefix("0"),
      text.allSatisfy({ ("0"..."7").contains($0) }), let bits = UInt32(text, radix: 8)
    else { return mismatch(node, &diagnostics, help: "three octal digits: owner, group, others") }
    return FileMode(bits)
  }
}
