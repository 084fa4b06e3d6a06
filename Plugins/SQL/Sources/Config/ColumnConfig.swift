import ConfigSchema

/// One entry of `columns:` of an SQL sink.
package struct ColumnConfig: ConfigObject, Equatable {
  package var from = ColumnSource.number
  package var type: ColumnType?
  package var isRequired = false
  package var fallback: ColumnDefault?

  package init() {}

  package init(from: ColumnSource) { self.from = from }

  package static let summary =
    "A column and where its value comes from. `name: event.agent` is short for `name: { from: event.agent }`."
  package static var fields: [Field<Self>] {
    [
      Field(
        "from", \.from, required: true,
        "`event.` and `number`, `id`, `type`, `time`, `source`, `agent`, `data` or a field of the payload"),
      Field(
        "type", \.type,
        "what the column holds; needed for fields of the payload, which may be anything: a value of another type is rejected"
      ),
      Field("required", \.isRequired, "an event without a value is rejected; the column is created NOT NULL"),
      Field("default", \.fallback, "stands for a value that is missing or null"),
    ]
  }

  package func validate(_ check: inout CrossCheck) {
    guard let type = valueType else {
      return check.error(
        "from", "a field of the payload needs a 'type'", help: "one of text, integer, real, json")
    }
    if !allowedTypes.contains(type) {
      let names = allowedTypes.map(\.rawValue).joined(separator: " or ")
      check.error("type", "'\(from)' is \(names)")
    }
    if let fallback, fallback.value(as: type) == nil {
      check.error("default", "the default is no \(type.rawValue)")
    }
    if fallback != nil, isRequired {
      check.warning("required", "'required' has no effect beside 'default'")
    }
  }

  /// Nil when it has to be given and is not.
  var valueType: ColumnType? { type ?? (allowedTypes.count < ColumnType.allCases.count ? allowedTypes[0] : nil) }

  /// The first is the default.
  private var allowedTypes: [ColumnType] {
    switch from {
    case .number: [.integer]
    case .id, .type, .source, .agent: [.text]
    case .time: [.text, .integer, .real]
    case .data(let path): path.isEmpty ? [.json] : ColumnType.allCases
    }
  }
}
