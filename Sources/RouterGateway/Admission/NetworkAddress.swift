import NIOCore

#if canImport(Glibc)
  import Glibc
#endif

/// An IP address without a port. IPv4 is kept as IPv6 keeps it (`::ffff:a.b.c.d`, RFC 4291 §2.5.5.2), so both compare.
struct NetworkAddress: Sendable, Hashable {
  let bits: UInt128

  private static let v4Prefix: UInt128 = 0xFFFF_0000_0000

  init(bits: UInt128) { self.bits = bits }

  var isV4: Bool { bits >> 32 == Self.v4Prefix >> 32 }

  init?(_ text: some StringProtocol) {
    // inet_pton reads up to a NUL.
    guard text.utf8.count <= 45, !text.utf8.contains(0) else { return nil }
    let text = String(text)
    var v4 = in_addr()
    if inet_pton(AF_INET, text, &v4) == 1 {
      bits = Self.v4Prefix | UInt128(UInt32(bigEndian: v4.s_addr))
      return
    }
    var v6 = in6_addr()
    guard inet_pton(AF_INET6, text, &v6) == 1 else { return nil }
    bits = withUnsafeBytes(of: v6) { $0.reduce(0) { $0 << 8 | UInt128($1) } }
  }

  /// Nil for a socket that is no IP socket.
  init?(_ address: SocketAddress?) {
    guard let text = address?.ipAddress else { return nil }
    // Without the zone of a link-local one.
    self.init(text.prefix { $0 != "%" })
  }

  /// What counts as one place when connections are counted: of IPv6 the first 64 bits, since whoever has one address has
  /// all of them (RFC 6177).
  var place: NetworkAddress { isV4 ? self : NetworkAddress(bits: bits & ~UInt128(UInt64.max)) }
}

extension NetworkAddress: CustomStringConvertible {
  var description: String {
    if isV4 { return (0..<4).map { "\(bits >> (24 - 8 * $0) & 0xFF)" }.joined(separator: ".") }
    return (0..<8).map { String(bits >> (112 - 16 * $0) & 0xFFFF, radix: 16) }.joined(separator: ":")
  }
}
