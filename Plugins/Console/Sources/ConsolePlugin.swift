import RouterCore

/// Shows events on the terminal.
package let consolePlugin = Plugin(
  name: "console", summary: "Writes events to standard output or standard error.", sinks: [consoleSinkFactory])

package let consoleSinkFactory = SinkFactory(
  type: "console", ConsoleSinkConfig.self, isDurable: false
) { config, _ in
  ConsoleSink(config: config, stream: StandardStream(config.stream))
}
