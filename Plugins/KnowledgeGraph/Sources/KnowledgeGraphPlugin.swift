import RouterCore

/// Keeps entities and the relationships between them.
package let knowledgeGraphPlugin = Plugin(
  name: "knowledge_graph", summary: "Keeps entities and the relationships between them.")
