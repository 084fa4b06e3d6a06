import ConfigSchema
import JSONSchema
import RouterCore
import TestSupport
import Testing

extension JSONSchema {
  /// - Parameter yaml: a schema without mistakes; a mistake is reported.
  static func sample(_ yaml: String) -> JSONSchema? {
    var diagnostics = Diagnostics()
    let schema = JSONSchema.decode(.yaml("schema: \(yaml)")["schema"] ?? .yaml(""), &diagnostics)
    if schema == nil { Issue.record("the sample schema has mistakes: \(diagnostics.lines)") }
    return schema
  }

  /// What is wrong with a value, as `pointer text`.
  func lines(_ json: String, as completeness: Completeness = .whole) throws -> [String] {
    violations(in: try JSONDocument(parsing: json).root, as: completeness).map { violation in
      violation.pointer.isEmpty ? violation.text : "\(violation.pointer) \(violation.text)"
    }
  }
}

/// A schema, and values that it allows and does not allow.
struct SchemaSample: Sendable, CustomTestStringConvertible {
  let schema: String
  let good: [String]
  let bad: [String]

  init(_ schema: String, good: [String], bad: [String]) { (self.schema, self.good, self.bad) = (schema, good, bad) }

  var testDescription: String { schema }

  func check() throws {
    guard let schema = JSONSchema.sample(schema) else { return }
    for value in good { #expect(try schema.lines(value) == [], "\(value)") }
    for value in bad { #expect(try schema.lines(value) != [], "\(value)") }
  }
}
