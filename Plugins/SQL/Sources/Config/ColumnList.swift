import ConfigSchema

/// `columns:` of an SQL sink, in the order of the config.
package struct ColumnList: Sendable, Equatable {
  package struct Column: Sendable, Equatable {
    let name: Identifier
    let config: ColumnConfig
  }

  let columns: [Column]

  static let none = ColumnList(columns: [])
}

extension ColumnList: ConfigValue {
  /// SQLite's own limit is 2000.
  private static let limit = 500

  package static var shape: ConfigShape { .map(.either([ColumnSource.shape, ColumnConfig.shape])) }

  package static func decode(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> ColumnList? {
    guard let entries = node.entries else { return mismatch(node, &diagnostics) }
    guard entries.count <= limit else {
      diagnostics.error("at most \(limit) columns can stand here", at: node.range)
      return nil
    }
    var names: Set<String> = []
    let columns = entries.map { entry -> Column? in
      let name = Identifier(name: entry.key.value)
      let config = column(entry.value, &diagnostics)
      if let problem = Identifier.problem(of: name.name) {
        diagnostics.error(problem, at: entry.key.range)
        return nil
      }
      if !names.insert(name.folded).inserted {
        diagnostics.error(
          "the column '\(name.name)' is there twice", at: entry.key.range, help: "SQLite does not tell case apart")
        return nil
      }
      return config.map { Column(name: name, config: $0) }
    }
    return columns.contains { $0 == nil } ? nil : ColumnList(columns: columns.compactMap(\.self))
  }

  private static func column(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> ColumnConfig? {
    guard node.scalar != nil, !node.isNull else { return ColumnConfig.decode(node, &diagnostics) }
    guard let from = ColumnSource.decode(node, &diagnostics) else { return nil }
    let column = ColumnConfig(from: from)
    if column.valueType != nil { return column }
    diagnostics.error(
      "a field of the payload needs a type", at: node.range, help: "as in { from: \(from), type: text }")
    return nil
  }
}
