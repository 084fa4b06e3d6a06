import ConfigSchema
import GRDB
import RouterCore

/// `default:` of a column, before its type is known.
package struct ColumnDefault: Sendable, Equatable {
  let text: String

  /// Nil when the text is none of that type.
  func value(as type: ColumnType) -> DatabaseValue? {
    switch type {
    case .text: text.databaseValue
    case .integer: Int64(text)?.databaseValue
    case .real: Double(text).flatMap { $0.isFinite ? $0.databaseValue : nil }
    case .json: (try? JSONDocument(parsing: text)).map { "\($0)".databaseValue }
    }
  }
}

extension ColumnDefault: ConfigValue {
  package static var shape: ConfigShape { .either([.string, .number]) }

  package static func decode(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> ColumnDefault? {
    guard let scalar = node.scalar, !node.isNull else { return mismatch(node, &diagnostics) }
    return ColumnDefault(text: scalar.text)
  }
}
