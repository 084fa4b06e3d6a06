import SignedHTTP
import ConfigSchema

/// A sink of type `webhook`.
package struct WebhookConfig: ConfigObject {
  package enum Format: String, ConfigChoice {
    case structured
    case batch
  }

  package enum Order: String, ConfigChoice {
    case key
    case strict
  }

  package var url: WebhookURL?
  package var format = Format.structured
  package var batch = BatchConfig()
  package var typePrefix = ""
  package var sourcePrefix = ""
  package var headers = HeaderFields.none
  package var secret = SigningSecrets.none
  package var timeout: Duration = .seconds(10)
  package var concurrency = 4
  package var rate: Rate?
  package var order = Order.key
  package var key = OrderKey.agent
  package var breaker = BreakerConfig()
  package var ca: String?

  package init() {}

  package static let summary =
    "Posts events to an HTTP endpoint as CloudEvents 1.0, signed by the Standard Webhooks rules."
  package static var fields: [Field<Self>] {
    [
      Field("url", \.url, required: true, "where to; redirects are not followed"),
      Field(
        "format", \.format, "`structured`: one event per request; `batch`: several, as a JSON array of CloudEvents"),
      Field("batch", \.batch, "limits of one request with `format: batch`"),
      Field("type_prefix", \.typePrefix, "stands before the event's type, as in com.example."),
      Field("source_prefix", \.sourcePrefix, "stands before the event's source, as in https://example.com/junctor/"),
      Field("headers", \.headers, "header fields of every request; values are never shown"),
      Field(
        "secret", \.secret,
        "signs the requests: `whsec_` and 24 to 64 bytes in base64; a list while the secret is being changed"),
      Field(
        "timeout", \.timeout, .range(.milliseconds(1) ... .seconds(3600)),
        "the longest time from the begin of a request to the head of its answer"),
      Field("concurrency", \.concurrency, .range(1...256), "requests under way at the same time, at most"),
      Field("rate", \.rate, "requests per time, at most, evenly spread; without it there is no limit"),
      Field(
        "order", \.order,
        "`key`: events with the same key are sent one after the other; `strict`: all events are"),
      Field("key", \.key, "the field whose value is the key; events without it go by their type"),
      Field("breaker", \.breaker, "when a failing server is left alone"),
      Field(
        "ca", \.ca, .ifGiven(.nonEmpty),
        "a PEM file with the only authorities that the server's certificate may come from; without it the system's"),
    ]
  }

  package func validate(_ check: inout CrossCheck) {
    checkTransport(&check)
    if format == .structured, batch != BatchConfig() {
      check.warning("batch", "'batch' has no effect with format: structured", help: "set format: batch")
    }
    if order == .strict {
      if key != Self().key { check.warning("key", "'key' has no effect with order: strict") }
      if concurrency != Self().concurrency {
        check.warning("concurrency", "'concurrency' has no effect with order: strict")
      }
    }
    if let rate, rate.count <= 0 {
      check.error("rate", "the rate must be above zero", help: "to send nothing, leave the sink out of the pipelines")
    }
    if !SourceReference.isPrefix(sourcePrefix) {
      check.error("source_prefix", "'source_prefix' is not the beginning of a URI", help: "as in https://example.com/")
    }
  }

  private func checkTransport(_ check: inout CrossCheck) {
    guard let url else { return check.error("url", "the URL is missing") }
    if let ca {
      if url.server.scheme == "http" { check.warning("ca", "'ca' has no effect with http") }
      do throws(AuthoritiesFailure) {
        _ = try Authorities(path: ca)
      } catch {
        check.error("ca", error.description)
      }
    }
    if url.server.scheme == "http", !headers.fields.isEmpty || !secret.keys.isEmpty, !url.server.isLocal {
      check.warning(
        "url", "requests with credentials or signatures go unencrypted over the network", help: "use https")
    }
  }
}
