import GRDB
import RouterCore

/// A column, and how an event becomes its value.
struct Column: Sendable {
  let name: Identifier
  let type: ColumnType
  let isRequired: Bool
  private let source: ColumnSource
  private let fallback: DatabaseValue

  init(_ column: ColumnList.Column) {
    name = column.name
    source = column.config.from
    type = column.config.valueType ?? .json
    fallback = column.config.fallback?.value(as: type) ?? .null
    isRequired = column.config.isRequired
  }

  func value(of delivery: Delivery) throws(RowMismatch) -> DatabaseValue {
    let value = try given(delivery) ?? fallback
    if value.isNull, isRequired {
      throw RowMismatch(column: name.name, problem: "is required, and '\(source)' is missing")
    }
    // GRDB binds texts up to the first NUL: the rest would be lost without a word.
    if case .string(let text) = value.storage, text.utf8.contains(0) {
      throw RowMismatch(column: name.name, problem: "is text, and '\(source)' has a NUL character in it")
    }
    return value
  }

  /// Nil for what is missing or null.
  private func given(_ delivery: Delivery) throws(RowMismatch) -> DatabaseValue? {
    let event = delivery.event
    switch source {
    case .number: return Int64(clamping: delivery.number.value).databaseValue
    case .id: return delivery.number.publicID.databaseValue
    case .type: return event.typeName.databaseValue
    case .source: return event.source.databaseValue
    case .agent: return event.agent?.databaseValue
    case .time: return time(event.time)
    case .data(let path):
      guard let node = event.data.root[path], !node.isNull else { return nil }
      guard let value = value(of: node) else {
        throw RowMismatch(column: name.name, problem: "is \(type.rawValue), and '\(source)' is \(Self.phrase(node))")
      }
      return value
    }
  }

  /// Numbers are seconds since 1970, as SQLite's date functions take them.
  private func time(_ time: Timestamp) -> DatabaseValue {
    switch type {
    case .integer: (time.microseconds.quotientRoundedDown(by: 1_000_000)).databaseValue
    case .real: (Double(time.microseconds) / 1_000_000).databaseValue
    case .text, .json: time.text.databaseValue
    }
  }

  /// Nil for a value of another type.
  private func value(of node: JSONNode) -> DatabaseValue? {
    switch type {
    case .text: node.string?.databaseValue
    // SQLite has no booleans; 0 and 1 are its true and false.
    case .integer: (node.int ?? node.bool.map { $0 ? 1 : 0 })?.databaseValue
    case .real: node.double?.databaseValue
    case .json: String(decoding: node.text, as: UTF8.self).databaseValue
    }
  }

  private static func phrase(_ node: JSONNode) -> String {
    guard node.kind == .number else { return node.kind.phrase }
    if node.double == nil || (node.isWholeNumber && node.int == nil) { return "a number that is too large" }
    return node.isWholeNumber ? "a whole number" : "a number with a fraction"
  }
}

/// Why an event is no row of the table.
struct RowMismatch: Error, Equatable, CustomStringConvertible {
  let column: String
  let problem: String

  var description: String { "the column '\(column)' \(problem)" }
}

extension Int64 {
  fileprivate func quotientRoundedDown(by divisor: Int64) -> Int64 {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? quotient - 1 : quotient
  }
}
