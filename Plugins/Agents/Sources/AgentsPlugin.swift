import RouterCore

/// Keeps a registry of agents, carries out commands on them and tells what they do.
package let agentsPlugin = Plugin(
  name: "agents", summary: "Keeps a registry of agents, carries out commands on them and tells what they do.",
  sources: [agentsSourceFactory])

package let agentsSourceFactory = SourceFactory(
  type: "agents", AgentsConfig.self,
  claims: { config in config.store.claims() },
  build: { config, context in AgentsSource(config, context) })
