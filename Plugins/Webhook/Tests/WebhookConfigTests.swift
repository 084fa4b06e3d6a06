import SignedHTTP
import RouterCore
import TestSupport
import Testing

@testable import WebhookPlugin

@Suite struct WebhookConfigTests {
  @Test func `The examples of the README load`() throws {
    let readme = try Readme(beside: #filePath)
    readme.expectExamples(in: "sinks", of: webhookSinkFactory)
    readme.expectKeys(of: WebhookConfig.self)
    readme.expectKeys(of: BatchConfig.self)
    readme.expectKeys(of: BreakerConfig.self)
  }

  @Test(
    "Mistakes are found where they are",
    arguments: [
      ("format: batch", "1:1 error: missing key 'url'"),
      ("url: example.com", "1:6 error: the URL must begin with https:// or http://"),
      ("url: ftp://example.com", "1:6 error: the URL must begin with https:// or http://"),
      ("url: 'http://a b'", "1:6 error: this is no URL"),
      ("url: http:///x", "1:6 error: the URL names no host"),
      ("url: http://a:99999/x", "1:6 error: the URL's port must be between 1 and 65535"),
      ("url: http://a:0/x", "1:6 error: the URL's port must be between 1 and 65535"),
      ("url: https://user:password@example.com", "1:6 error: the URL must not contain a user or password"),
      ("url: https://user@example.com", "1:6 error: the URL must not contain a user or password"),
      ("url: https://example.com#x", "1:6 error: the URL must not have a fragment ('#…')"),
      ("url: ~", "1:6 error: the URL is missing"),
      ("url: http://a\nformat: binary", "2:9 error: expected one of structured, batch, found a string"),
      ("url: http://a\nbatch: { events: 5 }", "2:8 warning: 'batch' has no effect with format: structured"),
      ("url: http://a\nheaders: { 'a b': x }", "2:12 error: 'a b' is no name of a header"),
      ("url: http://a\nheaders: { Content-Type: x }", "2:12 error: the header 'Content-Type' is the router's own"),
      ("url: http://a\nheaders: { Webhook-Id: x }", "2:12 error: the header 'Webhook-Id' is the router's own"),
      (
        "url: https://a\nheaders: { X-A: x, x-a: y }",
        "2:20 error: the header 'x-a' is there twice: case makes no difference"
      ),
      (
        "url: https://a\nheaders: { X-A: \"a\\nb\" }",
        "2:17 error: the value of 'X-A' has characters that headers cannot carry"
      ),
      ("url: https://a\nsecret: abc", "2:9 error: this is no signing secret"),
      ("url: https://a\nsecret: whsec_YWJj", "2:9 error: this is no signing secret"),
      ("url: https://a\nsecret: []", "2:9 error: expected a string, or a list (each item a string), found a list"),
      (
        "url: https://a\nsecret: [whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw, x]",
        "2:50 error: this is no signing secret"
      ),
      ("url: https://a\nrate: 0/s", "2:7 error: the rate must be above zero"),
      ("url: https://a\nconcurrency: 0", "2:14 error: 'concurrency' must be between 1 and 256"),
      ("url: https://a\nkey: data.x", "2:6 error: expected a field path such as event.data.customer, found a string"),
      (
        "url: https://a\nkey: event.data",
        "2:6 error: expected a field path such as event.data.customer, found a string"
      ),
      ("url: https://a\norder: strict\nkey: event.type", "3:6 warning: 'key' has no effect with order: strict"),
      ("url: https://a\nca: /nowhere.pem", "2:5 error: '/nowhere.pem' cannot be read as certificates in PEM form"),
      ("url: https://a\nsource_prefix: 'a b'", "2:16 error: 'source_prefix' is not the beginning of a URI"),
      (
        "url: http://example.com\nheaders: { Authorization: x }",
        "1:6 warning: requests with credentials or signatures go unencrypted over the network"
      ),
    ])
  func mistakes(yaml: String, finding: String) {
    #expect(WebhookConfig.read(yaml).findings == [finding])
  }

  @Test(
    arguments: [
      ("http://EXAMPLE.com/a?b", "http://example.com"), ("https://example.com:443", "https://example.com"),
      ("https://example.com:8443/", "https://example.com:8443"), ("http://[::1]:80/", "http://[::1]"),
      ("HTTP://a:81", "http://a:81"),
    ])
  func `Only the server of a URL is shown`(url: String, server: String) throws {
    #expect("\(try WebhookURL(parsing: url).server)" == server)
  }

  @Test func `Secrets are in no message and no description`() {
    let (config, _) = WebhookConfig.read(
      "url: https://example.com\nheaders: { Authorization: hush-hush }\nsecret: whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    let text = "\(config as Any)"
    #expect(config != nil)
    #expect(!text.contains("hush"))
    #expect(!text.contains("MfKQ9r8"))
  }

  @Test(
    arguments: [
      ("event.agent", "agent agent_1"), ("event.type", "type agent_status"), ("event.source", "source test"),
      ("event.data.new_status", "string b"), ("event.data.n", "json 7"), ("event.data.nothing", "type agent_status"),
    ])
  func `A key is a value of the event, or else its type`(key: String, value: String) {
    let config = WebhookConfig.sample("url: https://a\nkey: \(key)")
    let event = Event.sample("agent_status", #"{"agent_id":"agent_1","old_status":"a","new_status":"b","n":7}"#)
    #expect(config.key.value(of: event) == value)
    #expect("\(config.key)" == key)
  }
}
