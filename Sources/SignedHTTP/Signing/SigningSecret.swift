import ConfigSchema
import Crypto
import Foundation

/// A key that requests are signed with, written `whsec_<base64>` (Standard Webhooks, "Symmetric signatures").
package struct SigningSecret: Sendable, Equatable {
  private static let prefix = "whsec_"
  /// As the specification asks for.
  package static let sizes = 24...64

  let key: SymmetricKey

  /// Nil when the text has another form or another size.
  init?(_ secret: Secret) {
    let text = secret.reveal()
    guard text.hasPrefix(Self.prefix), let bytes = Data(base64Encoded: String(text.dropFirst(Self.prefix.count))),
      Self.sizes.contains(bytes.count)
    else { return nil }
    key = SymmetricKey(data: bytes)
  }
}

/// `secret:` in a config: one secret, or several while it is being changed.
package struct SigningSecrets: Sendable, Equatable {
  package let keys: [SigningSecret]

  package static let none = SigningSecrets(keys: [])
}

extension SigningSecrets: ConfigValue {
  package static var shape: ConfigShape { .either([.secret, .list(.secret)]) }

  package static func decode(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> SigningSecrets? {
    diagnostics.hide(node.range)
    let nodes = node.elements ?? [node]
    guard !nodes.isEmpty else { return mismatch(node, &diagnostics) }
    let keys = nodes.map { key(of: $0, &diagnostics) }
    return keys.contains { $0 == nil } ? nil : SigningSecrets(keys: keys.compactMap(\.self))
  }

  private static func key(of node: ConfigNode, _ diagnostics: inout Diagnostics) -> SigningSecret? {
    guard let secret = Secret.decode(node, &diagnostics) else { return nil }
    if let key = SigningSecret(secret) { return key }
    let sizes = "\(SigningSecret.sizes.lowerBound) to \(SigningSecret.sizes.upperBound)"
    diagnostics.error(
      "this is no signing secret", at: node.range, help: "it is written whsec_ and \(sizes) random bytes in base64")
    return nil
  }
}
