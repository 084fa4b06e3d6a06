import RouterCore

/// Keeps entities and the relationships between them.
package let knowledgeGraphPlugin = Plugin(
  name: "knowledge_graph", summary: "Keeps entities and the relationships between them.",
  sources: [knowledgeGraphFactory])

package let knowledgeGraphFactory = SourceFactory(
  type: "knowledge_graph", KnowledgeGraphConfig.self, claims: { $0.store.claims() }
) { config, context in KnowledgeGraph(config: config, context: context) }
