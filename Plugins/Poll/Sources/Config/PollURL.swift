import ConfigSchema
import Foundation

/// What is asked. Paths and queries often are secrets, so only the server is ever shown.
package struct PollURL: Sendable, Hashable {
  /// Everything, for the one place that asks.
  let text: String
  let scheme: String
  /// `host:port`.
  let server: String

  /// Why a text is no such URL. Never repeats the text.
  enum Mistake: String, Error {
    case noURL = "this is no URL"
    case noScheme = "the URL must begin with https:// or http://"
    case noHost = "the URL names no host"
    case badPort = "the URL's port must be between 1 and 65535"
    case credentials = "the URL must not contain a user or password: name them in 'headers'"
    case fragment = "the URL must not have a fragment ('#…')"
  }

  init(parsing text: String) throws(Mistake) {
    guard let parts = URLComponents(string: text, encodingInvalidCharacters: false) else {
      throw text.contains("@") ? .credentials : .noURL
    }
    try self.init(parts, text)
  }

  private init(_ parts: URLComponents, _ text: String) throws(Mistake) {
    guard parts.user == nil, parts.password == nil else { throw .credentials }
    guard let scheme = parts.scheme?.lowercased(), let standardPort = ["http": 80, "https": 443][scheme] else {
      throw .noScheme
    }
    guard let host = parts.encodedHost?.lowercased(), !host.isEmpty else { throw .noHost }
    guard parts.fragment == nil else { throw .fragment }
    let port = parts.port ?? standardPort
    guard (1...65535).contains(port), parts.rangeOfPort.map({ !$0.isEmpty }) ?? true else { throw .badPort }
    (self.text, self.scheme, server) = (text, scheme, "\(host):\(port)")
  }

  /// Where a redirect leads (RFC 9110 §10.2.2); nil for what cannot be followed.
  func following(_ location: String) -> PollURL? {
    guard let base = URL(string: text), var parts = URLComponents(string: location, encodingInvalidCharacters: false)
    else { return nil }
    // Only browsers have a use for it.
    parts.fragment = nil
    guard let target = parts.url(relativeTo: base)?.absoluteString, let url = try? PollURL(parsing: target) else {
      return nil
    }
    return scheme == "https" && url.scheme == "http" ? nil : url
  }

  func isSameServer(as other: PollURL) -> Bool { scheme == other.scheme && server == other.server }
}

extension PollURL: ConfigValue {
  package static var shape: ConfigShape {
    .formatted(name: "URL", pattern: #"^[Hh][Tt][Tt][Pp][Ss]?://[^@#]+$"#, example: "https://example.com/status.json")
  }

  package static func decode(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> PollURL? {
    guard let scalar = node.scalar, !node.isNull else { return mismatch(node, &diagnostics) }
    do throws(Mistake) {
      return try PollURL(parsing: scalar.text)
    } catch {
      diagnostics.hide(node.range)
      diagnostics.error(error.rawValue, at: node.range)
      return nil
    }
  }
}
