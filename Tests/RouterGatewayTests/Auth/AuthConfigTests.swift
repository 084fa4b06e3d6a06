import ConfigSchema
import Foundation
import RouterCore
import TestSupport
import Testing

@testable import RouterGateway

/// The `auth:` section: what is right in it, and what is told about mistakes.
struct AuthConfigTests {
  private static let secret = "secret: a secret of at least thirty-two bytes"
  private static let key = "keys: [ { alg: HS256, \(secret) } ]"

  @Test func `Declarations are in order`() {
    #expect(DeclarationCheck.problems(of: AuthConfig.self) == [])
    #expect(DeclarationCheck.problems(of: KeyConfig.self) == [])
    #expect(DeclarationCheck.problems(of: KeySetConfig.self) == [])
  }

  @Test(arguments: [
    key, "mode: token\n\(key)", "mode: none", "mode: none\nrole: observer", "mode: none\nrole: OBSERVER",
    "\(key)\nissuer: us\naudience: [ a, b ]", "\(key)\nroles: { Boss: [ADMIN_SYSTEM], guest: [] }",
    "audience: a\njwks: [ { url: 'https://id.example.com/jwks.json' } ]",
    "audience: a\njwks: [ { url: 'http://127.0.0.1:1/jwks.json', issuer: us, refresh: 1min, max_age: 1h, pause: 5s, timeout: 1s } ]",
  ])
  func `Such configs are right`(_ yaml: String) {
    #expect(AuthConfig.read(yaml).findings == [])
  }

  @Test(
    arguments: [
      ("{}", "1:1 error: nothing to verify tokens with: 'keys' or 'jwks' is needed"),
      ("keys: []", "1:7 error: nothing to verify tokens with: 'keys' or 'jwks' is needed"),
      ("mode: nobody", "1:7 error: expected one of token, none, found a string"),
      ("mode: none\n\(key)", "2:7 error: with `mode: none` no token is asked for, so 'keys' would verify nothing"),
      (
        "mode: none\njwks: [ { url: 'https://a/' } ]",
        "2:7 error: with `mode: none` no token is asked for, so 'jwks' would verify nothing"
      ),
      ("mode: none\nrole: obsever", "2:7 error: there is no role 'obsever'"),
      ("\(key)\nrole: admin", "2:7 error: 'role' is for `mode: none`: tokens bring their own"),
      ("\(key)\nroles: { a: [view_agents, fly] }", "2:13 error: role 'a' has an unknown permission 'fly'"),
      ("\(key)\nroles: { Admin: [], admin: [] }", "2:28 error: the roles 'Admin' and 'admin' are the same"),
      ("\(key)\nroles: { a: view_agents }", "2:13 error: expected a list (each item a string), found a string"),
      ("\(key)\nissuer: []", "2:9 error: at least one name is needed"),
      ("\(key)\naudience: [ a, '' ]", "2:16 error: a name must not be empty"),
      ("\(key)\nleeway: 1h", "2:9 error: 'leeway' must be between 0us and 5m"),
      (
        "jwks: [ { url: 'https://a/' } ]",
        "1:7 warning: without 'audience', tokens that an issuer has made for other services are good here too"
      ),
    ])
  func `A mistake is told where it is`(_ yaml: String, _ finding: String) {
    #expect(AuthConfig.read(yaml).findings == [finding])
  }

  // MARK: Keys

  private static func keyFindings(_ yaml: String) -> [String] { KeyConfig.read(yaml).findings }

  @Test(arguments: [(TokenAlgorithm.hs256, 32), (.hs384, 48), (.hs512, 64)])
  func `A secret is as long as the hash`(_ alg: TokenAlgorithm, _ bytes: Int) {
    let yaml = { (count: Int) in "alg: \(alg.rawValue)\nsecret: \(String(repeating: "x", count: count))" }
    #expect(Self.keyFindings(yaml(bytes)) == [])
    #expect(
      Self.keyFindings(yaml(bytes - 1)) == ["2:9 error: an \(alg.rawValue) secret has at least \(bytes) bytes"])
  }

  @Test(arguments: [
    ("alg: HS256", "1:1 error: an HS256 key needs either 'secret' or 'secret_file'"),
    ("alg: HS256\n\(secret)\nsecret_file: a", "1:1 error: an HS256 key needs either 'secret' or 'secret_file'"),
    ("alg: HS256\n\(secret)\npublic_key: a", "3:13 error: an HS256 key has no public key"),
    ("alg: HS256\n\(secret)\npublic_key_file: a", "3:18 error: an HS256 key has no public key"),
    ("alg: ES256", "1:1 error: an ES256 key needs either 'public_key' or 'public_key_file'"),
    ("alg: EdDSA\npublic_key: x", "2:13 error: this key cannot be used: it is no EdDSA public key in PEM form"),
    ("alg: none", "1:6 error: expected one of \(names), found a string"),
    ("alg: hs256\n\(secret)", "1:6 error: expected one of \(names), found a string"),
  ])
  func `A mistake in a key is told where it is`(_ yaml: String, _ finding: String) {
    #expect(Self.keyFindings(yaml) == [finding])
  }

  private static let names = TokenAlgorithm.allCases.map(\.rawValue).joined(separator: ", ")

  private static func yaml(_ alg: TokenAlgorithm, pem: String) -> String {
    "alg: \(alg.rawValue)\npublic_key: |\n" + pem.split(separator: "\n").map { "  \($0)\n" }.joined()
  }

  @Test(arguments: TokenAlgorithm.allCases.filter { !$0.isSymmetric })
  func `A public key is given inline or by file, and must be of its algorithm`(_ alg: TokenAlgorithm) async throws {
    let pem = try TokenForge.publicPEM(alg)
    #expect(Self.keyFindings(Self.yaml(alg, pem: pem)) == [])
    for other in TokenAlgorithm.allCases where !other.isSymmetric {
      let otherPEM = try TokenForge.publicPEM(other)
      guard otherPEM != pem else { continue }
      #expect(
        Self.keyFindings(Self.yaml(alg, pem: otherPEM)) == [
          "2:13 error: this key cannot be used: it is no \(alg.rawValue) public key in PEM form"
        ])
    }
    let folder = try TemporaryFolder()
    try pem.write(toFile: folder.path("key.pem"), atomically: true, encoding: .utf8)
    let (key, findings) = KeyConfig.read("alg: \(alg.rawValue)\npublic_key_file: '\(folder.path("key.pem"))'")
    #expect(findings == [])
    var config = AuthConfig()
    config.keys = [try #require(key)]
    let token = try TokenForge.token(alg, #"{"sub":"u","exp":1705318200}"#)
    let principal = try await TokenVerifier(config, secrets: [:]).principal(token: token, at: VirtualTime.start)
    #expect(principal.subject == "u")
  }

  @Test func `A file that is not there or holds no key is told`() throws {
    let folder = try TemporaryFolder()
    try "nothing".write(toFile: folder.path("empty.pem"), atomically: true, encoding: .utf8)
    let findings = { (name: String) in
      Self.keyFindings("alg: ES256\npublic_key_file: '\(folder.path(name))'")
        .map { $0.replacing(folder.path + "/", with: "") }
    }
    #expect(
      findings("none.pem")
        == ["2:18 error: the key file 'none.pem' cannot be read: No such file or directory"])
    #expect(
      findings("empty.pem") == ["2:18 error: this key cannot be used: it is no ES256 public key in PEM form"])
  }

  @Test func `A private key is refused and not shown`() {
    let pem = TokenForge.ecdsa.pemRepresentation
    let findings = Self.keyFindings(Self.yaml(.es256, pem: pem))
    #expect(findings == ["2:13 error: this key cannot be used: it is a private key"])
  }

  // MARK: Key sets

  @Test(arguments: [
    ("{}", "1:1 error: a key set has either a 'url' or a 'file'"),
    (
      "url: 'https://a/'\nmax_age: 10min",
      "2:10 error: 'max_age' is less than 'refresh': keys would go before the next fetch"
    ),
    ("url: 'https://a/'\nrefresh: 20s", "1:1 error: 'pause' is more than 'refresh'"),
    ("url: 'https://a/'\nca: none.pem", "2:5 error: 'none.pem' cannot be read as certificates in PEM form"),
    ("url: 'http://127.0.0.1/'\nca: none.pem", "2:5 error: 'ca' is for a 'url' with https"),
    ("file: none.json", "1:7 error: the key file 'none.json' cannot be read: No such file or directory"),
    ("url: 'http://id.example.com/'", "1:6 error: over http anybody on the way could put in keys of their own"),
    ("url: 'http://127.example.com/'", "1:6 error: over http anybody on the way could put in keys of their own"),
    ("url: 'http://127.0.0.1.example.com/'", "1:6 error: over http anybody on the way could put in keys of their own"),
    ("url: 'http://localhost.example.com/'", "1:6 error: over http anybody on the way could put in keys of their own"),
    ("url: 'file:///etc/passwd'", "1:6 error: the URL must begin with https://"),
    ("url: 'id.example.com'", "1:6 error: the URL must begin with https://"),
    ("url: 'https://u:p@id.example.com/'", "1:6 error: the URL must not contain a user or password"),
    ("url: 'https://127.0.0.1@example.com/'", "1:6 error: the URL must not contain a user or password"),
    ("url: 'https://id.example.com/#x'", "1:6 error: the URL must not have a fragment ('#…')"),
    ("url: 'https:///x'", "1:6 error: the URL names no host"),
    ("url: 'https://a:99999/x'", "1:6 error: the URL's port must be between 1 and 65535"),
    ("url: 'https://a b/'", "1:6 error: this is no URL"),
  ])
  func `A mistake in a key set is told where it is`(_ yaml: String, _ finding: String) {
    #expect(KeySetConfig.read(yaml).findings.first == finding)
  }

  @Test(arguments: [
    "http://localhost:8080/a", "http://[::1]/", "http://127.1.2.3/", "https://id.example.com/a?p=b", "HTTPS://A/",
  ])
  func `Such URLs are good`(_ url: String) {
    #expect(KeySetConfig.read("url: '\(url)'").findings == [])
  }

  @Test func `The name of a set in logs has no query`() throws {
    #expect(try KeySetURL(parsing: "https://ID.example.com:444/a/b?key=1").name == "https://id.example.com:444/a/b")
  }

  @Test func `A key set file is read when the config is checked`() throws {
    let folder = try TemporaryFolder()
    let findings = { (text: String) in
      try text.write(toFile: folder.path("jwks.json"), atomically: true, encoding: .utf8)
      return KeySetConfig.read("file: '\(folder.path("jwks.json"))'").findings
    }
    #expect(try findings(#"{"keys":[\#(try TokenForge.jwk(.es256))]}"#) == [])
    #expect(try findings(#"{"keys":[]}"#) == ["1:7 error: the key set has no key that can verify tokens"])
  }

  // MARK: The table of roles

  @Test func `The table of roles replaces the built-in one, whatever the case of its names`() {
    let roles = RoleTable(
      AuthConfig.sample("\(Self.key)\nroles: { Boss: [ADMIN_SYSTEM, view_Agents], guest: [] }").roles)
    #expect(roles.permissions(of: "bOSS") == [.adminSystem, .viewAgents])
    #expect(roles.permissions(of: "guest") == [])
    #expect(roles.permissions(of: "admin") == [])
    let standard = RoleTable(AuthConfig.sample(Self.key).roles)
    #expect(standard.permissions(of: "Admin") == PermissionSet(Permission.allCases))
  }

  // MARK: No tokens

  @Test(
    arguments: [(nil, PermissionSet(Permission.allCases)), ("Observer", [.viewAgents, .viewMetrics])]
      as [(String?, PermissionSet)])
  func `With mode none everybody is the same principal, who never expires`(
    _ role: String?, _ permissions: PermissionSet
  ) async throws {
    let config = AuthConfig.sample("mode: none" + (role.map { "\nrole: \($0)" } ?? ""))
    let tokens = TokenCache(try await TokenVerifier(config, secrets: [:]))
    let anyone = try #require(tokens.anyone)
    #expect((anyone.subject, anyone.permissions, anyone.expires) == ("anonymous", permissions, .distantFuture))
    #expect(anyone.agent == nil)
    for token in ["", "x", TokenForge.hs256(#"{"sub":"u","exp":1}"#)] {
      #expect(try tokens.principal(token: token, at: VirtualTime.start) == anyone)
    }
    #expect(tokens.count == 0)
    #expect(TokenCache(try await TokenVerifier(.test, secrets: [:])).anyone == nil)
  }
}
