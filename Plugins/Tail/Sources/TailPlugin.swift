import RouterCore

/// Reads events from a file or from standard input, line by line.
package let tailPlugin = Plugin(
  name: "tail", summary: "Reads events from a file or from standard input, line by line.", sources: [tailSourceFactory])

package let tailSourceFactory = SourceFactory(
  type: "tail", TailConfig.self,
  claims: { config in
    // Two readers of one input would each get some of it.
    config.path == TailConfig.standardInput ? [Claim(key: "path", resource: "standard input")] : []
  },
  check: { config, catalogue, check in config.event?.check("event", catalogue, &check) },
  build: { config, context in TailSource(config: config, context: context) })
