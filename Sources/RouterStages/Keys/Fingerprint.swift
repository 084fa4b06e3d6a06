import RouterCore

/// 128 bits that stand for a key of any length, so that tables of keys are bounded in bytes too. SipHash, seeded at
/// random per process: nobody can make two keys meet on purpose, and by chance it takes some 10^19 of them.
package struct Fingerprint: Sendable, Hashable {
  private let high: Int
  private let low: Int

  package init(_ key: EventKey, of event: Event) {
    var hasher = Hasher()
    hasher.combine(key, of: event)
    var other = hasher
    other.combine(1 as UInt8)
    (high, low) = (hasher.finalize(), other.finalize())
  }

  // The bits are as good as random already: a table needs no more than one half of them.
  package func hash(into hasher: inout Hasher) { hasher.combine(high) }
}
