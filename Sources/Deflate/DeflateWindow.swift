/// How far back a compressed message may refer to itself, as a power of two (RFC 7692 §7.1.2).
///
/// Two are enough: a smaller window saves the peer memory and nobody bytes, and every further one would be compressed for
/// apart. 8, the smallest that can be asked for, is not among them: zlib has no such window for raw DEFLATE.
package enum DeflateWindow: UInt8, Hashable, Sendable {
  case small = 9
  case full = 15

  /// The largest that is not larger than what a peer has room for. Nil when none is.
  package init?(atMost bits: UInt8) {
    switch bits {
    case Self.full.rawValue...: self = .full
    case Self.small.rawValue...: self = .small
    default: return nil
    }
  }
}
