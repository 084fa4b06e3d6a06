import ConfigSchema

/// One entry of `server.origins`: where a web page may come from that uses this server (RFC 6454).
package struct AllowedOrigin: Sendable, Hashable {
  private enum Kind: Hashable {
    case any
    /// In lower case.
    case exact(String)
    /// What stands before and behind the labels that may be any.
    case subdomain(prefix: String, suffix: String)
  }

  private let kind: Kind
  private let text: String

  package init?(parsing text: String) {
    self.text = text
    var lower = text.lowercased()
    // Browsers leave the usual ports out.
    for (scheme, port) in [("http://", ":80"), ("https://", ":443")] where lower.hasPrefix(scheme) {
      if lower.hasSuffix(port) { lower.removeLast(port.count) }
    }
    if lower == "*" {
      kind = .any
    } else if lower == "null" {
      kind = .exact(lower)
    } else if let mark = lower.firstRange(of: "://"), Self.isAuthority(lower[mark.upperBound...]) {
      let (scheme, authority) = (lower[..<mark.upperBound], lower[mark.upperBound...])
      guard ["http://", "https://"].contains(scheme) else { return nil }
      kind =
        authority.hasPrefix("*.")
        ? .subdomain(prefix: String(scheme), suffix: String(authority.dropFirst())) : .exact(lower)
    } else {
      return nil
    }
  }

  private static func isAuthority(_ text: Substring) -> Bool {
    let name = text.hasPrefix("*.") ? text.dropFirst(2) : text
    return !name.isEmpty && !name.contains { "/*?#@ ".contains($0) }
  }

  /// - Parameter origin: in lower case.
  func admits(_ origin: String) -> Bool {
    switch kind {
    case .any: true
    case .exact(let own): origin == own
    case .subdomain(let prefix, let suffix):
      origin.hasPrefix(prefix) && origin.hasSuffix(suffix) && origin.utf8.count > prefix.utf8.count + suffix.utf8.count
    }
  }
}

extension AllowedOrigin: ConfigValue {
  package static var shape: ConfigShape {
    .formatted(name: "web origin", pattern: #"^(\*|null|https?://[^/]+)$"#, example: "https://app.example.com")
  }
  package var configText: String? { text }

  package static func decode(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> AllowedOrigin? {
    let help = "scheme, host and port without a path; https://*.example.com for all subdomains, * for any page"
    return node.scalar.flatMap { AllowedOrigin(parsing: $0.text) } ?? mismatch(node, &diagnostics, help: help)
  }
}
