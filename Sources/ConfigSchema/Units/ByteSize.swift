/// An amount of memory or storage in bytes, written `64KiB`, `100MB`, `512B`.
package struct ByteSize: Sendable, Hashable, Comparable {
  package let bytes: Int

  package init(bytes: Int) { self.bytes = bytes }

  /// Multiples of 1024 bytes.
  package static func kibibytes(_ count: Int) -> ByteSize { ByteSize(bytes: count << 10) }
  /// Multiples of 1024 KiB.
  package static func mebibytes(_ count: Int) -> ByteSize { ByteSize(bytes: count << 20) }
  package static func < (left: ByteSize, right: ByteSize) -> Bool { left.bytes < right.bytes }
}

extension ByteSize: ConfigValue {
  static let units: UnitText.Units = [
    ("B", 1), ("kB", 1000), ("KiB", 1 << 10), ("MB", 1_000_000), ("MiB", 1 << 20), ("GB", 1_000_000_000),
    ("GiB", 1 << 30), ("TB", 1_000_000_000_000), ("TiB", 1 << 40),
  ]

  package static var shape: ConfigShape {
    .formatted(name: "size", pattern: UnitText.pattern(units), example: "64KiB")
  }
  package var configText: String? { UnitText.render(Int64(bytes), units: Self.units) }

  package static func decode(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> ByteSize? {
    UnitText.decode(node, as: Self.self, units: units, kind: "size", &diagnostics) { ByteSize(bytes: Int($0)) }
  }
}
