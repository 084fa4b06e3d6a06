import ConfigSchema
import RouterCore
import TestSupport
import Testing

@testable import LegacyBridgePlugin

@Suite struct LegacyBridgeConfigTests {
  @Test(
    "Mistakes are found where they are",
    arguments: [
      ("timeout: 5s", "1:1 error: missing key 'url'"),
      ("url: ~", "1:6 error: the URL is missing"),
      ("url: [a]", "1:6 error: expected a WebSocket URL such as wss://legacy.example.com/agents/ws, found a list"),
      ("url: example.com", "1:6 error: the URL must begin with wss:// or ws://"),
      (
        "url: http://a/agents/ws",
        "1:6 error: the legacy dialect is spoken over WebSocket: the URL must begin with wss:// or ws://, not http"
      ),
      (
        "url: https://a",
        "1:6 error: the legacy dialect is spoken over WebSocket: the URL must begin with wss:// or ws://, not http"
      ),
      ("url: 'ws://a b'", "1:6 error: this is no URL"),
      ("url: ws:///x", "1:6 error: the URL names no host"),
      ("url: ws://", "1:6 error: the URL names no host"),
      ("url: ws://a:99999/x", "1:6 error: the URL's port must be between 1 and 65535"),
      ("url: ws://a:0/x", "1:6 error: the URL's port must be between 1 and 65535"),
      ("url: wss://user:password@a", "1:6 error: the URL must not contain a user or password"),
      ("url: wss://user@a", "1:6 error: the URL must not contain a user or password"),
      ("url: wss://a/x?token=y", "1:6 error: the URL must not contain a token"),
      ("url: wss://a#x", "1:6 error: the URL must not have a fragment ('#…')"),
      ("url: ws://a\nevents: []", "2:9 error: 'events' must be non-empty"),
      ("url: ws://a\nevents: [A, B, A]", "2:9 error: 'A' is there twice"),
      ("url: ws://a\nevents: ['']", "2:9 error: a name must not be empty"),
      (
        "url: ws://a\nevents: [A, B, C, D, E, F, G, H, I, J, K]",
        "2:9 error: legacy servers allow 10 subscriptions, these are 11"
      ),
      ("url: ws://a\ntargets: [a-b, a_b]", "2:10 error: 'a-b' is there twice"),
      ("url: ws://a\ntargets: ['']", "2:10 error: a name must not be empty"),
      ("url: ws://a\nheartbeat: 0s", "2:12 error: 'heartbeat' must be between 100ms and 1h"),
      ("url: ws://a\ntimeout: 2h", "2:10 error: 'timeout' must be between 10ms and 1h"),
      ("url: ws://a\nmax_message: 10B", "2:14 error: 'max_message' must be between 1KiB and 16MiB"),
      ("url: wss://a\nca: /nowhere.pem", "2:5 error: '/nowhere.pem' cannot be read as certificates in PEM form"),
      ("url: ws://a\ntoken: ''", "2:8 error: a secret must not be empty"),
      ("url: ws://a.example\ntoken: x", "2:8 warning: the token goes unencrypted over the network"),
      ("url: ws://127.0.0.1.example.com\ntoken: x", "2:8 warning: the token goes unencrypted over the network"),
    ])
  func mistakes(yaml: String, finding: String) {
    #expect(LegacyBridgeConfig.read(yaml).findings == [finding])
  }

  @Test(arguments: ["ws://localhost", "ws://127.0.0.1:81", "ws://[::1]/x", "wss://a.example"])
  func `A token is no warning where nobody can listen`(url: String) {
    #expect(LegacyBridgeConfig.read("url: '\(url)'\ntoken: hush").findings == [])
  }

  @Test func `An authority has no effect without TLS`() throws {
    let folder = try TemporaryFolder()
    let path = try TestCertificate().write(to: folder).certificate
    #expect(
      LegacyBridgeConfig.read("url: ws://a\nca: \(path)").findings == ["2:5 warning: 'ca' has no effect with ws"])
    #expect(LegacyBridgeConfig.read("url: wss://a\nca: \(path)").findings == [])
  }

  @Test(
    arguments: [
      ("ws://EXAMPLE.com", "ws://example.com", "/agents/ws"), ("WSS://a:443/x?y=1", "wss://a", "/x?y=1"),
      ("ws://a:8000/", "ws://a:8000", "/"), ("ws://[::1]:80?y", "ws://[::1]", "/agents/ws?y"),
      ("wss://[::1]:81/%20", "wss://[::1]:81", "/%20"),
    ])
  func `Only the server of a URL is shown`(text: String, server: String, target: String) throws {
    let url = try LegacyURL(parsing: text)
    #expect(("\(url)", url.target) == (server, target))
  }

  @Test func `The token is in no description`() {
    let (config, _) = LegacyBridgeConfig.read("url: ws://localhost\ntoken: hush-hush")
    #expect(config != nil)
    #expect(!"\(config as Any)".contains("hush"))
  }

  @Test(
    arguments: [
      ("[ASSESSMENT_UPDATE, SYSTEM_METRICS_UPDATE]", []),
      ("[ASESSMENT_UPDATE]", ["2:9 error: no event type has the legacy name 'ASESSMENT_UPDATE'"]),
      ("[assessment_update]", ["2:9 error: no event type has the legacy name 'assessment_update'"]),
      (
        "[INSIGHT_UPDATE, X]",
        [
          "2:9 warning: 'INSIGHT_UPDATE' is switched off in this deployment: its events will be left out",
          "2:9 error: no event type has the legacy name 'X'",
        ]
      ),
    ])
  func `Names are held against the deployment's event types`(events: String, findings: [String]) throws {
    var diagnostics = Diagnostics()
    let catalogue = try Catalogue(disabling: ["insight_update"])
    legacyBridgeFactory.check(.yaml("url: ws://a\nevents: \(events)"), catalogue, &diagnostics)
    #expect(diagnostics.lines == findings)
  }
}
