import ConfigSchema
import RouterCore

/// Keeps insights, finds them by rules over the stream of events, and answers dashboards.
package let insightsPlugin = Plugin(
  name: "insights", summary: "Keeps insights, finds them by rules over the stream of events, and answers dashboards.",
  sources: [insightsFactory])

package let insightsFactory = SourceFactory(
  type: "insights", InsightsConfig.self, claims: { $0.store.claims() },
  check: { config, catalogue, check in
    var found = Diagnostics()
    _ = RuleBook.compile(config.rules, catalogue, &found)
    check.add(found)
  }
) { config, context in
  try InsightsSource(config, context)
}
