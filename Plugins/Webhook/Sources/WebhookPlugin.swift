import SignedHTTP
import RouterCore

/// Posts events to HTTP endpoints.
package let webhookPlugin = Plugin(
  name: "webhook", summary: "Posts events to HTTP endpoints as CloudEvents.", sinks: [webhookSinkFactory])

package let webhookSinkFactory = SinkFactory(type: "webhook", WebhookConfig.self) { config, context in
  guard let url = config.url else { throw WebhookURL.Mistake.noURL }
  return WebhookSink(config: config, url: url, context: context)
}
