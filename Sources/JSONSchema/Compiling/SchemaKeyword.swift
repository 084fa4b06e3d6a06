/// The words that a schema may have. All of them are asserted, but for the annotations.
enum SchemaKeyword: String, CaseIterable {
  // Of any value.
  case type, `enum`, const
  // Of numbers.
  case minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf
  // Of strings.
  case minLength, maxLength, format
  // Of arrays.
  case prefixItems, items, contains, minContains, maxContains, minItems, maxItems, uniqueItems
  // Of objects.
  case properties, required, additionalProperties, propertyNames, minProperties, maxProperties, dependentRequired
  case dependentSchemas
  // Of other schemas.
  case allOf, anyOf, oneOf, not, `if`, then, `else`, ref = "$ref", defs = "$defs"
  // Of people.
  case schema = "$schema", id = "$id", comment = "$comment", title, description, `default`, examples, deprecated
  case readOnly, writeOnly

  /// Words of JSON Schema that are not known here, with what to do instead.
  static let unsupported: [String: String] = {
    let pattern = "say it by 'enum', 'format' or 'maxLength'"
    let local = "name a schema in '$defs' and refer to it by '$ref': '#/$defs/name'"
    return [
      "pattern": pattern, "patternProperties": "name the members in 'properties', or ask 'propertyNames' for something",
      "unevaluatedProperties": "use 'additionalProperties' in each schema", "unevaluatedItems": "use 'items'",
      "$anchor": local, "$dynamicRef": local, "$dynamicAnchor": local, "$vocabulary": "leave it out",
      "contentEncoding": "leave it out", "contentMediaType": "leave it out", "contentSchema": "leave it out",
      "definitions": "it is called '$defs' now", "additionalItems": "it is called 'items' now, next to 'prefixItems'",
      "dependencies": "it is called 'dependentRequired' and 'dependentSchemas' now", "id": "it is called '$id' now",
    ]
  }()
}
