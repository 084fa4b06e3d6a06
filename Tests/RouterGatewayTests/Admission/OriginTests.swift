import Testing

@testable import RouterGateway

/// Which web pages may use the server.
struct OriginTests {
  @Test(arguments: [
    ("https://app.example.com", "https://app.example.com", true),
    ("https://App.Example.com", "https://APP.example.com", true),
    ("https://app.example.com", "http://app.example.com", false),
    ("https://app.example.com", "https://app.example.com:8443", false),
    ("https://app.example.com", "https://app.example.com.evil.org", false),
    ("https://*.example.com", "https://a.example.com", true),
    ("https://*.example.com", "https://a.b.example.com", true),
    ("https://*.example.com", "https://example.com", false), ("https://*.example.com", "https://.example.com", false),
    ("https://*.example.com", "https://evilexample.com", false), ("*", "https://anything.org", true),
    ("null", "null", true), ("*", "null", true), ("https://app.example.com", "null", false),
  ])
  func `An entry admits its own origins`(_ entry: String, _ origin: String, _ isAdmitted: Bool) throws {
    #expect(try #require(AllowedOrigin(parsing: entry)).admits(origin.lowercased()) == isAdmitted)
  }

  @Test(arguments: [
    "", "app.example.com", "ftp://a", "https://", "https://a/", "https://a/path", "https://a?b", "https://*",
  ])
  func `What is no origin is no entry`(_ text: String) {
    #expect(AllowedOrigin(parsing: text) == nil)
  }

  @Test func `Nobody but a browser sends an origin, and nobody else has to`() {
    #expect(OriginPolicy([], .production).admits(nil, host: "a.org"))
  }

  @Test(arguments: [
    (ServerConfig.Profile.production, false), (.development, true), (.unlimited, true),
  ])
  func `Without a list the profile decides about pages of other hosts`(
    _ profile: ServerConfig.Profile, _ isAdmitted: Bool
  ) {
    let policy = OriginPolicy(nil, profile)
    #expect(policy.admits("https://other.org", host: "router.org") == isAdmitted)
    #expect(policy.admits("https://router.org", host: "router.org"))
    #expect(policy.admits("http://localhost:8000", host: "LOCALHOST:8000"))
    #expect(policy.admits("http://localhost:3000", host: "localhost:8000") == isAdmitted)
  }

  @Test(
    arguments: [
      ("localhost", true), ("localhost:8000", true), ("router.localhost", true), ("127.0.0.1:8000", true),
      ("[::1]:8000", true), ("10.1.2.3", true), (nil, true), ("evil.org", false), ("evil.org:8000", false),
      ("127.0.0.1.evil.org", false), ("localhost.evil.org", false), ("", false),
    ] as [(String?, Bool)])
  func `Where no token is asked, names that were made to lead here are not served`(_ host: String?, _ isServed: Bool) {
    let policy = OriginPolicy(nil, .development, isOpen: true)
    #expect(policy.admits(nil, host: host) == isServed)
    #expect(!policy.admits("https://other.org", host: host))
    if let host { #expect(policy.admits("http://\(host)", host: host) == isServed) }
    #expect(OriginPolicy(nil, .development).admits(nil, host: host))
  }

  @Test(
    arguments: [
      (nil, true), ("http://localhost:3000", true), ("https://127.0.0.1", true), ("http://[::1]:80", true),
      ("https://app.org", true), ("https://router.org", false), ("https://other.org", false), ("null", false),
      ("file://", false), ("http://203.0.113.5", false), ("http://10.0.0.7:8000", false),
      ("http://[2001:db8::1]", false),
      ("http://127.0.0.1.evil.org", false), ("http://127.8.9.10", true), ("http://app.localhost", true),
    ] as [(String?, Bool)])
  func `Without a token only pages of this machine and listed ones are served`(
    _ origin: String?, _ isTrusted: Bool
  ) throws {
    let listed = [try #require(AllowedOrigin(parsing: "https://app.org"))]
    #expect(OriginPolicy(listed, .development).trusts(origin) == isTrusted)
    #expect(OriginPolicy(nil, .development).trusts(origin) == (isTrusted && origin != "https://app.org"))
  }

  @Test func `The usual ports are left out, as browsers do`() throws {
    #expect(try #require(AllowedOrigin(parsing: "https://app.org:443")).admits("https://app.org"))
    #expect(try #require(AllowedOrigin(parsing: "http://app.org:80")).admits("http://app.org"))
    #expect(try #require(AllowedOrigin(parsing: "http://app.org:443")).admits("http://app.org") == false)
  }

  @Test func `A list counts in every profile, besides the own host`() throws {
    let listed = [try #require(AllowedOrigin(parsing: "https://app.org"))]
    let policy = OriginPolicy(listed, .development)
    #expect(
      policy.admits("https://app.org", host: "router.org") && policy.admits("https://router.org", host: "router.org"))
    #expect(!policy.admits("https://other.org", host: "router.org") && !policy.admits("null", host: "null"))
    #expect(!policy.admits("https://", host: ""))
  }
}
