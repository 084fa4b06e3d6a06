import RouterCore

/// Measures this host and this process.
package let metricsPlugin = Plugin(
  name: "metrics", summary: "Measures the host and the process, and raises alerts.", sources: [metricsSourceFactory])

package let metricsSourceFactory = SourceFactory(type: "metrics", MetricsSourceConfig.self) { config, context in
  MetricsSource(config: config, files: HostFileReader(), context: context)
}
