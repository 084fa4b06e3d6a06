import RouterCore

/// The stages that come with the router.
package enum BuiltInStages {
  package static let plugin = Plugin(
    name: "stages", summary: "Filters, limits and transforms events between sources and sinks.",
    eventTypes: [.windowSummary], stages: factories)

  package static let factories: [StageFactory] = [.filter, .throttle, .sample, .dedupe, .redact, .rename, .window]
}
