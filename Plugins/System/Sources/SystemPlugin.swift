import RouterCore

/// Watches the router's own health.
package let systemPlugin = Plugin(
  name: "system", summary: "Watches the router's own health and tells clients about it and about maintenance.",
  sources: [systemSourceFactory])

let systemSourceFactory = SourceFactory(type: "system", SystemSourceConfig.self) { config, context in
  SystemSource(config: config, context: context)
}
