import ConfigSchema

/// One entry of `auth.jwks`.
package struct KeySetConfig: ConfigObject {
  package var url: KeySetURL?
  package var file: String?
  package var issuer: String?
  package var refresh: Duration = .seconds(15 * 60)
  package var maxAge: Duration = .seconds(24 * 3600)
  package var pause: Duration = .seconds(30)
  package var timeout: Duration = .seconds(5)
  package var ca: String?

  package init() {}

  package static let summary =
    "A key set that an issuer publishes and changes. It is fetched at the start, again and again, and when a token names a "
    + "`kid` that is not known; only from here, never from where a token says."
  package static var fields: [Field<Self>] {
    [
      Field("url", \.url, "where it is published; redirects are not followed; `http` only to this machine"),
      Field(
        "file", \.file,
        "instead of `url`: a file with the set, relative to the working directory, read again like a URL"),
      Field(
        "issuer", \.issuer, .ifGiven(.nonEmpty),
        "tokens signed with its keys must have this `iss`; without it `auth.issuer` counts"),
      Field(
        "refresh", \.refresh, .range(.seconds(10) ... .seconds(86_400)),
        "the time between two fetches; less if the answer's Cache-Control says so, but not less than `pause`"),
      Field(
        "max_age", \.maxAge, .range(.seconds(60) ... .seconds(30 * 86_400)),
        "how long keys stay in force when no fetch succeeds; after that their tokens are answered with 503"),
      Field(
        "pause", \.pause, .range(.seconds(1) ... .seconds(3600)),
        "the time between two fetches at least, however many tokens name unknown keys"),
      Field("timeout", \.timeout, .range(.milliseconds(100) ... .seconds(60)), "for a fetch as a whole"),
      Field(
        "ca", \.ca,
        "a PEM file with the certificates by which the server is verified, instead of the system's; relative to the working directory"
      ),
    ]
  }

  package func validate(_ check: inout CrossCheck) {
    if (url == nil) == (file == nil) { check.error(nil, "a key set has either a 'url' or a 'file'") }
    if maxAge < refresh {
      check.error("max_age", "'max_age' is less than 'refresh': keys would go before the next fetch")
    }
    if refresh < pause { check.error("pause", "'pause' is more than 'refresh'") }
    if ca != nil, url?.isEncrypted != true { check.error("ca", "'ca' is for a 'url' with https") }
    do {
      if let file { _ = try JSONWebKeySet(parsing: try KeyFile.bytes(of: file)) }
      if let ca { _ = try Authorities(path: ca) }
    } catch {
      check.error(file == nil ? "ca" : "file", "\(error)")
    }
  }

  /// For logs.
  var name: String { url?.name ?? file ?? "" }
}
