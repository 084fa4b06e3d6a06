import ConfigSchema
import Foundation

/// Where events and orders are posted to. Paths and queries often are secrets, so only the server is ever shown.
package struct WebhookURL: Sendable, Hashable {
  /// Everything, for the one place that sends.
  package let text: String
  package let server: Server

  /// Why a text is no such URL. Never repeats the text.
  package enum Mistake: String, Error {
    case noURL = "this is no URL"
    case noScheme = "the URL must begin with https:// or http://"
    case noHost = "the URL names no host"
    case badPort = "the URL's port must be between 1 and 65535"
    case credentials = "the URL must not contain a user or password"
    case fragment = "the URL must not have a fragment ('#…')"
  }

  package init(parsing text: String) throws(Mistake) {
    guard let parts = URLComponents(string: text, encodingInvalidCharacters: false) else {
      throw text.contains("@") ? .credentials : .noURL
    }
    guard parts.user == nil, parts.password == nil else { throw .credentials }
    guard let scheme = parts.scheme?.lowercased(), let standardPort = Server.standardPorts[scheme] else {
      throw .noScheme
    }
    guard let host = parts.encodedHost?.lowercased(), !host.isEmpty else { throw .noHost }
    guard parts.fragment == nil else { throw .fragment }
    let port = parts.port ?? standardPort
    guard (1...65535).contains(port), parts.rangeOfPort.map({ !$0.isEmpty }) ?? true else { throw .badPort }
    self.text = text
    server = Server(scheme: scheme, host: host, port: port)
  }
}

extension WebhookURL: ConfigValue {
  package static var shape: ConfigShape {
    .formatted(name: "URL", pattern: #"^[Hh][Tt][Tt][Pp][Ss]?://[^@#]+$"#, example: "https://example.com/hooks/junctor")
  }
  /// Nothing: a default would be a mistake, and a real one may be secret.
  package var configText: String? { nil }

  package static func decode(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> WebhookURL? {
    guard let scalar = node.scalar, !node.isNull else { return mismatch(node, &diagnostics) }
    do throws(Mistake) {
      return try WebhookURL(parsing: scalar.text)
    } catch {
      diagnostics.hide(node.range)
      diagnostics.error(error.rawValue, at: node.range, help: error.help)
      return nil
    }
  }
}

extension WebhookURL.Mistake {
  fileprivate var help: String? {
    switch self {
    case .credentials: "name it in 'headers' as Authorization, best as \"${env:NAME}\"; a '@' in a path is written %40"
    case .noURL: "characters such as spaces are written percent-encoded, as in %20"
    case .noScheme, .noHost, .badPort, .fragment: nil
    }
  }
}
