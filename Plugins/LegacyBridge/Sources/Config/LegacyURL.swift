import ConfigSchema
import Foundation

/// Where a legacy server listens for WebSocket clients. Queries may be secrets, so only the server is ever shown.
package struct LegacyURL: Sendable, Hashable {
  static let standardPath = "/agents/ws"

  let isSecure: Bool
  /// In lower case; an IPv6 address without its brackets.
  let host: String
  let port: Int
  /// Path and query: what the request line has.
  let target: String

  /// Why a text is no such URL. Never repeats the text.
  enum Mistake: String, Error {
    case noURL = "this is no URL"
    case noScheme = "the URL must begin with wss:// or ws://"
    case http = "the legacy dialect is spoken over WebSocket: the URL must begin with wss:// or ws://, not http"
    case noHost = "the URL names no host"
    case badPort = "the URL's port must be between 1 and 65535"
    case credentials = "the URL must not contain a user or password"
    case token = "the URL must not contain a token"
    case fragment = "the URL must not have a fragment ('#…')"
  }

  init(parsing text: String) throws(Mistake) {
    guard let parts = URLComponents(string: text, encodingInvalidCharacters: false) else {
      throw text.contains("@") ? .credentials : .noURL
    }
    guard parts.user == nil, parts.password == nil else { throw .credentials }
    switch parts.scheme?.lowercased() {
    case "ws": isSecure = false
    case "wss": isSecure = true
    case "http", "https": throw .http
    default: throw .noScheme
    }
    guard let host = parts.encodedHost?.lowercased(), !host.isEmpty else { throw .noHost }
    guard parts.fragment == nil else { throw .fragment }
    let port = parts.port ?? (isSecure ? 443 : 80)
    guard (1...65535).contains(port) else { throw .badPort }
    guard parts.queryItems?.contains(where: { $0.name.lowercased() == "token" }) != true else { throw .token }
    self.host = host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
    self.port = port
    let path = parts.percentEncodedPath.isEmpty ? Self.standardPath : parts.percentEncodedPath
    target = path + (parts.percentEncodedQuery.map { "?\($0)" } ?? "")
  }
}

extension LegacyURL {
  /// As it stands in a `Host` header: with brackets and, where it is not the scheme's own, the port.
  var authority: String {
    let name = host.contains(":") ? "[\(host)]" : host
    return port == (isSecure ? 443 : 80) ? name : "\(name):\(port)"
  }

  /// Whether only this machine is meant.
  var isLoopback: Bool {
    host == "localhost" || host == "::1" || (host.hasPrefix("127.") && host.split(separator: ".").count == 4)
  }
}

extension LegacyURL: CustomStringConvertible {
  /// The server only.
  package var description: String { "\(isSecure ? "wss" : "ws")://\(authority)" }
}

extension LegacyURL: ConfigValue {
  package static var shape: ConfigShape {
    .formatted(
      name: "WebSocket URL", pattern: #"^[Ww][Ss][Ss]?://[^@#]+$"#, example: "wss://legacy.example.com/agents/ws")
  }
  /// Nothing: a default would be a mistake, and a real one may be secret.
  package var configText: String? { nil }

  package static func decode(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> LegacyURL? {
    guard let scalar = node.scalar, !node.isNull else { return mismatch(node, &diagnostics) }
    do throws(Mistake) {
      return try LegacyURL(parsing: scalar.text)
    } catch {
      diagnostics.hide(node.range)
      diagnostics.error(error.rawValue, at: node.range, help: error.help)
      return nil
    }
  }
}

extension LegacyURL.Mistake {
  fileprivate var help: String? {
    switch self {
    case .credentials, .token: "a token goes into 'token', best as \"${env:NAME}\""
    case .noURL: "characters such as spaces are written percent-encoded, as in %20"
    case .http, .noScheme: "as in ws://127.0.0.1:8000/agents/ws"
    case .noHost, .badPort, .fragment: nil
    }
  }
}
