import RouterCore

/// One schema: what it asks of a value. What it asks of one kind of value only is in the rules of that kind.
struct SchemaNode: Sendable {
  /// `false`: no value is good.
  var isNever = false
  /// Empty for any.
  var types: [SchemaType] = []
  var allowed: [JSONDocument]?
  var constant: JSONDocument?
  var number: NumberRules?
  var text: TextRules?
  var array: ArrayRules?
  var object: ObjectRules?
  var combined = CombinedRules()
  var reference: Int?

  /// Whether it asks something of one kind of value.
  var hasKindRules: Bool { number != nil || text != nil || array != nil || object != nil }

  /// The schemas that are held against the same value.
  var inPlace: [Int] {
    combined.all + combined.any + combined.one + (object?.dependentSchemas.map(\.schema) ?? [])
      + [combined.not, combined.condition, combined.then, combined.otherwise, reference].compactMap(\.self)
  }
}
