import RouterCore

/// Measures this host and this process.
package let metricsPlugin = makeMetricsPlugin()

/// The plugin for a deployment that knows more than the operating system does.
package func makeMetricsPlugin(gauges: AgentGauges = .none) -> Plugin {
  Plugin(
    name: "metrics", summary: "Measures the host and the process, and raises alerts.",
    sources: [makeMetricsSourceFactory(gauges: gauges)])
}

package func makeMetricsSourceFactory(gauges: AgentGauges = .none) -> SourceFactory {
  SourceFactory(type: "metrics", MetricsSourceConfig.self) { config, context in
    MetricsSource(config: config, gauges: gauges, files: HostFileReader(), context: context)
  }
}
