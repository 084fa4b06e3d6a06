import ConfigSchema
import FoundationEssentials

/// Where an issuer publishes its key set: https, or http to this machine.
package struct KeySetURL: Sendable, Hashable {
  /// Everything, for the one place that asks.
  let text: String
  /// Without the query, for logs.
  let name: String
  let isEncrypted: Bool

  enum Mistake: String, Error {
    case noURL = "this is no URL"
    case noScheme = "the URL must begin with https://"
    case noHost = "the URL names no host"
    case badPort = "the URL's port must be between 1 and 65535"
    case credentials = "the URL must not contain a user or password"
    case fragment = "the URL must not have a fragment ('#…')"
    case notEncrypted = "over http anybody on the way could put in keys of their own"
  }

  package init(parsing text: String) throws {
    guard let parts = URLComponents(string: text, encodingInvalidCharacters: false) else { throw Mistake.noURL }
    guard parts.user == nil, parts.password == nil else { throw Mistake.credentials }
    guard let scheme = parts.scheme?.lowercased(), ["http", "https"].contains(scheme) else { throw Mistake.noScheme }
    guard let host = parts.encodedHost?.lowercased(), !host.isEmpty else { throw Mistake.noHost }
    guard parts.fragment == nil else { throw Mistake.fragment }
    guard parts.port.map((1...65535).contains) ?? true, parts.rangeOfPort.map({ !$0.isEmpty }) ?? true else {
      throw Mistake.badPort
    }
    isEncrypted = scheme == "https"
    guard isEncrypted || Loopback.isHost(host) else { throw Mistake.notEncrypted }
    self.text = text
    name = "\(scheme)://\(host)\(parts.port.map { ":\($0)" } ?? "")\(parts.percentEncodedPath)"
  }
}

extension KeySetURL: ConfigValue {
  package static var shape: ConfigShape {
    .formatted(
      name: "URL", pattern: #"^[Hh][Tt][Tt][Pp][Ss]?://[^@#]+$"#,
      example: "https://id.example.com/.well-known/jwks.json")
  }
  package var configText: String? { text }

  package static func decode(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> KeySetURL? {
    guard let scalar = node.scalar, !node.isNull else { return mismatch(node, &diagnostics) }
    do {
      return try KeySetURL(parsing: scalar.text)
    } catch {
      let mistake = error as? Mistake ?? .noURL
      if mistake == .credentials { diagnostics.hide(node.range) }
      let help = mistake == .notEncrypted ? "write https://, or use a server on this machine" : nil
      diagnostics.error(mistake.rawValue, at: node.range, help: help)
      return nil
    }
  }
}
