import ConfigSchema
import RouterCore

extension SchemaCompiler {
  /// - Parameter pointer: of the keyword.
  mutating func read(_ keyword: SchemaKeyword, _ value: ConfigNode, into index: Int, _ pointer: JSONPointer) {
    switch keyword {
    case .type: nodes[index].types = types(value)
    case .enum: nodes[index].allowed = elements(value, atLeast: 1).compactMap { json($0) }
    case .const: nodes[index].constant = json(value)
    case .minimum: nodes[index].number.orNew.minimum = number(value)
    case .maximum: nodes[index].number.orNew.maximum = number(value)
    case .exclusiveMinimum: nodes[index].number.orNew.exclusiveMinimum = number(value)
    case .exclusiveMaximum: nodes[index].number.orNew.exclusiveMaximum = number(value)
    case .multipleOf: nodes[index].number.orNew.multipleOf = divisor(value)
    case .minLength: nodes[index].text.orNew.minLength = count(value)
    case .maxLength: nodes[index].text.orNew.maxLength = count(value)
    case .format: nodes[index].text.orNew.format = format(value)
    case .prefixItems, .items, .contains, .minContains, .maxContains, .minItems, .maxItems, .uniqueItems:
      readArrayRule(keyword, value, into: index, pointer)
    case .properties, .required, .additionalProperties, .propertyNames, .minProperties, .maxProperties,
      .dependentRequired, .dependentSchemas:
      readObjectRule(keyword, value, into: index, pointer)
    case .allOf, .anyOf, .oneOf, .not, .if, .then, .else: readCombination(keyword, value, into: index, pointer)
    case .ref: readReference(value, into: index)
    case .defs: _ = schemas(below: value, pointer)
    case .schema: checkDialect(value, pointer)
    case .id: checkIsOutermost(value, pointer)
    case .comment, .title, .description: _ = string(value)
    case .default: _ = json(value)
    case .examples: _ = elements(value)
    case .deprecated, .readOnly, .writeOnly: _ = flag(value)
    }
  }

  private mutating func readArrayRule(
    _ keyword: SchemaKeyword, _ value: ConfigNode, into index: Int, _ pointer: JSONPointer
  ) {
    var rules = nodes[index].array.orNew
    switch keyword {
    case .prefixItems: rules.prefix = schemas(in: value, pointer)
    case .items: rules.items = compile(value, pointer)
    case .contains: rules.contains = compile(value, pointer)
    case .minContains: rules.minContains = count(value)
    case .maxContains: rules.maxContains = count(value)
    case .minItems: rules.minItems = count(value)
    case .maxItems: rules.maxItems = count(value)
    default: rules.isUnique = flag(value) ?? false
    }
    nodes[index].array = rules
  }

  private mutating func readObjectRule(
    _ keyword: SchemaKeyword, _ value: ConfigNode, into index: Int, _ pointer: JSONPointer
  ) {
    var rules = nodes[index].object.orNew
    switch keyword {
    case .properties:
      let pairs = schemas(below: value, pointer).map { (Array($0.name.utf8), $0.schema) }
      rules.properties = Dictionary(pairs) { first, _ in first }
    case .required: rules.required = names(value)
    case .additionalProperties: rules.additional = compile(value, pointer)
    case .propertyNames: rules.names = compile(value, pointer)
    case .minProperties: rules.minProperties = count(value)
    case .maxProperties: rules.maxProperties = count(value)
    case .dependentRequired: rules.dependentRequired = entries(value).map { ($0.key.value, names($0.value)) }
    default: rules.dependentSchemas = schemas(below: value, pointer)
    }
    nodes[index].object = rules
  }

  private mutating func readCombination(
    _ keyword: SchemaKeyword, _ value: ConfigNode, into index: Int, _ pointer: JSONPointer
  ) {
    var rules = nodes[index].combined
    switch keyword {
    case .allOf: rules.all = schemas(in: value, pointer)
    case .anyOf: rules.any = schemas(in: value, pointer)
    case .oneOf: rules.one = schemas(in: value, pointer)
    case .not: rules.not = compile(value, pointer)
    case .if: rules.condition = compile(value, pointer)
    case .then: rules.then = compile(value, pointer)
    default: rules.otherwise = compile(value, pointer)
    }
    nodes[index].combined = rules
  }

  private mutating func schemas(in value: ConfigNode, _ pointer: JSONPointer) -> [Int] {
    elements(value, atLeast: 1).enumerated().map { position, element in
      var pointer = pointer
      pointer.append(position)
      return compile(element, pointer)
    }
  }

  private mutating func schemas(below value: ConfigNode, _ pointer: JSONPointer) -> [(name: String, schema: Int)] {
    entries(value).map { entry in
      var pointer = pointer
      pointer.append(entry.key.value)
      return (entry.key.value, compile(entry.value, pointer))
    }
  }
}

extension Optional where Wrapped: DefaultRules {
  /// The rules, begun if there are none yet.
  fileprivate var orNew: Wrapped {
    get { self ?? Wrapped() }
    set { self = newValue }
  }
}

/// Rules of one kind of value.
protocol DefaultRules {
  init()
}

extension NumberRules: DefaultRules {}
extension TextRules: DefaultRules {}
extension ArrayRules: DefaultRules {}
extension ObjectRules: DefaultRules {}
