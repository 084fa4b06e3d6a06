import RouterCore

/// Asks a URL for JSON again and again.
package let pollPlugin = Plugin(
  name: "poll", summary: "Asks a URL for JSON again and again.", sources: [pollSourceFactory])

package let pollSourceFactory = SourceFactory(
  type: "poll", PollConfig.self,
  check: { config, catalogue, check in config.event?.check("event", catalogue, &check) },
  build: { config, context in
    guard let url = config.url else { throw PollURL.Mistake.noURL }
    return PollSource(config: config, url: url, context: context)
  })
