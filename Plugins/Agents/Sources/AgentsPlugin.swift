import RouterCore

/// Keeps a registry of agents, carries out commands on them and tells what they do.
package let agentsPlugin = Plugin(
  name: "agents", summary: "Keeps a registry of agents, carries out commands on them and tells what they do.")
