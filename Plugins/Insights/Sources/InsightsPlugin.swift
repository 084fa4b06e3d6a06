import RouterCore

/// Keeps insights, finds them by rules over the stream of events, and answers dashboards.
package let insightsPlugin = Plugin(
  name: "insights", summary: "Keeps insights, finds them by rules over the stream of events, and answers dashboards.")
