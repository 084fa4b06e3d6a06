import ConfigSchema

/// A condition in YAML: everything that one mapping asks for must hold.
package struct ConditionConfig: ConfigObject {
  package var types: [Located<String>]?
  package var agents: [String]?
  package var severity: [String]?
  package var field: FieldPath?
  package var exists: Bool?
  package var eq = Operand()
  package var ne = Operand()
  package var `in`: [Literal]?
  package var gt: Number?
  package var ge: Number?
  package var lt: Number?
  package var le: Number?
  package var all: [ConditionConfig]?
  package var any: [ConditionConfig]?
  package var not: NestedCondition?

  package init() {}

  package static let typeName = "condition"
  package static let summary = "A condition on one event. All keys of one mapping must hold."
  package static var fields: [Field<Self>] {
    [
      Field("types", \.types, .ifGiven(.nonEmpty), "event types, or groups of them as in `agent.*`"),
      Field("agents", \.agents, .ifGiven(.nonEmpty), "ids of agents; an event without an agent does not match"),
      Field("severity", \.severity, .ifGiven(.nonEmpty), "values of event.data.severity"),
      Field("field", \.field, "the field that the tests of this mapping look at"),
      Field("exists", \.exists, "whether the field must be there; null counts as there"),
      Field("eq", \.eq, "equal to; numbers by value, and \"5\" is not 5"),
      Field("ne", \.ne, "not equal to; holds also where the field is missing"),
      Field("in", \.in, .ifGiven(.nonEmpty), "equal to one of these"),
      Field("gt", \.gt, "a number greater than this"),
      Field("ge", \.ge, "a number greater than or equal to this"),
      Field("lt", \.lt, "a number less than this"),
      Field("le", \.le, "a number less than or equal to this"),
      Field("all", \.all, .ifGiven(.nonEmpty), "conditions that must all hold"),
      Field("any", \.any, .ifGiven(.nonEmpty), "conditions of which at least one must hold"),
      Field("not", \.not, "a condition that must not hold"),
    ]
  }

  package func validate(_ check: inout CrossCheck) {
    if isEmpty { check.error(nil, "an empty condition would match every event", help: "write what an event must have") }
    switch (field, tests.isEmpty) {
    case (.some, true):
      check.error("field", "'field' needs a test", help: "add one of exists, eq, ne, in, gt, ge, lt, le")
    case (nil, false): check.error(nil, "a test needs the key 'field'", help: "such as field: event.data.severity")
    default: break
    }
    if depth > Self.maxDepth { check.error(nil, "conditions are nested more than \(Self.maxDepth) deep") }
  }
}

extension ConditionConfig {
  /// Keeps the recursion of compiling and evaluating within bounds.
  static let maxDepth = 16

  private var parts: [ConditionConfig] { (all ?? []) + (any ?? []) + (not.map { [$0.condition] } ?? []) }

  /// Tests of the field, in a fixed order.
  var tests: [FieldTest] {
    var tests: [FieldTest] = []
    if let exists { tests.append(.exists(exists)) }
    if let literal = eq.literal { tests.append(.equals(literal)) }
    if let literal = ne.literal { tests.append(.differs(literal)) }
    if let `in` { tests.append(.isOneOf(`in`)) }
    if let gt { tests.append(.relates(.above, gt)) }
    if let ge { tests.append(.relates(.atLeast, ge)) }
    if let lt { tests.append(.relates(.below, lt)) }
    if let le { tests.append(.relates(.atMost, le)) }
    return tests
  }

  private var isEmpty: Bool {
    types == nil && agents == nil && severity == nil && field == nil && tests.isEmpty && parts.isEmpty
  }

  /// Never deeper than one more than allowed: a part that is too deep has not been decoded.
  private var depth: Int { 1 + (parts.map(\.depth).max() ?? 0) }
}
