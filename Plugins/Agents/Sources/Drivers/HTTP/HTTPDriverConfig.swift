import ConfigSchema
import SignedHTTP

/// A driver of type `http`.
package struct HTTPDriverConfig: ConfigObject {
  package var url: WebhookURL?
  package var secret = SigningSecrets.none
  package var headers = HeaderFields.none
  package var timeout: Duration = .seconds(10)
  package var checkEvery: Duration = .seconds(30)
  package var failures = 3

  package init() {}

  package static let typeName = "http"
  package static let summary =
    "Orders are posted to the agent's URL, signed by the Standard Webhooks rules; the answer's body is what it has to say."
  package static var fields: [Field<Self>] {
    [
      Field("url", \.url, required: true, "where orders are posted to; redirects are not followed"),
      Field(
        "secret", \.secret,
        "signs the orders: `whsec_` and 24 to 64 bytes in base64; a list while the secret is being changed"),
      Field("headers", \.headers, "header fields of every request; values are never shown"),
      Field(
        "timeout", \.timeout, .range(.milliseconds(10) ... .seconds(3600)),
        "the longest time until the whole answer is there; tasks have their own"),
      Field(
        "check_every", \.checkEvery, .range(.milliseconds(100) ... .seconds(86_400)),
        "how often an agent that should work is asked for its status"),
      Field(
        "failures", \.failures, .range(1...1000), "so many such questions in a row without an answer, and it has failed"
      ),
    ]
  }
}

extension HTTPDriverConfig: DriverConfig {
  static let kind = DriverKind.http

  var shown: [(key: String, text: String)] { url.map { [("server", "\($0.server)")] } ?? [] }
  var server: (host: String, port: Int)? { url.map { ($0.server.host, $0.server.port) } }

  func makeDriver(_ context: DriverContext) -> any AgentDriver {
    HTTPDriver(self, HTTPOrders(self, context.time), context)
  }
}
