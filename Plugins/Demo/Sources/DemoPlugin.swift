import RouterCore

/// Invents events, to try things out without a system behind the router.
package let demoPlugin = Plugin(
  name: "demo", summary: "Invents a believable stream of agent, inference, system and knowledge-graph events.",
  sources: [demoSourceFactory])

package let demoSourceFactory = SourceFactory(type: "demo", DemoSourceConfig.self) { config, context in
  DemoSource(config: config, time: context.time)
}
