import ConfigSchema

/// Somebody whose `X-Forwarded-For` is believed: an address, a range in CIDR notation (RFC 4632), or `unix` for whoever connects
/// by a socket file.
package struct TrustedProxy: Sendable, Hashable {
  private enum Kind: Hashable {
    case range(NetworkAddress, bits: Int)
    case unix
  }

  private let kind: Kind
  private let text: String

  package init?(parsing text: String) {
    self.text = text
    if text == "unix" {
      kind = .unix
      return
    }
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard let address = parts.first.flatMap({ NetworkAddress($0) }) else { return nil }
    let most = address.isV4 ? 32 : 128
    let bits = parts.count == 1 ? most : Int(parts[1]) ?? -1
    guard (0...most).contains(bits) else { return nil }
    kind = .range(address, bits: bits + 128 - most)
  }

  /// - Parameter address: nil for a socket file.
  func contains(_ address: NetworkAddress?) -> Bool {
    switch (kind, address) {
    case (.unix, nil): true
    case (.range(let base, let bits), let address?): bits == 0 || (base.bits ^ address.bits) >> (128 - bits) == 0
    case (.unix, _?), (.range, nil): false
    }
  }
}

extension TrustedProxy: ConfigValue {
  package static var shape: ConfigShape {
    .formatted(name: "proxy address", pattern: "^(unix|[0-9A-Fa-f.:]+(/[0-9]{1,3})?)$", example: "10.0.0.0/8")
  }
  package var configText: String? { text }

  package static func decode(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> TrustedProxy? {
    let help = "an IP address, a range such as 10.0.0.0/8 or fd00::/8, or unix"
    return node.scalar.flatMap { TrustedProxy(parsing: $0.text) } ?? mismatch(node, &diagnostics, help: help)
  }
}
