extension EventType {
  /// The schema of `data` as a JSON Schema document (draft 2020-12).
  package var jsonSchema: [UInt8] {
    var writer = JSONWriter(capacity: 1024)
    writer.beginObject()
    writer.member("$schema", "https://json-schema.org/draft/2020-12/schema")
    writeSchemaMembers(to: &writer)
    writer.endObject()
    return writer.bytes
  }

  private func writeSchemaMembers(to writer: inout JSONWriter) {
    writer.member("title", name)
    writer.member("description", summary)
    schema.shape.writeMembers(to: &writer, orNull: false)
    writer.key("examples")
    writer.beginArray()
    writer.value(uncheckedText: Array(example.utf8))
    writer.endArray()
  }
}

extension PayloadShape {
  fileprivate func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writeMembers(to: &writer, orNull: false)
    writer.endObject()
  }

  fileprivate func writeMembers(to writer: inout JSONWriter, orNull: Bool) {
    if let type = jsonSchemaType { writer.writeType(type, orNull: orNull) }
    switch self {
    case .any, .string, .boolean: break
    case .identifier: writer.member("minLength", 1)
    case .dateTime: writer.member("format", "date-time")
    case .integer(let bounds), .number(let bounds): bounds.writeMembers(to: &writer)
    case .oneOf(let names): writer.writeEnum(names, orNull: orNull)
    case .array(let element):
      writer.key("items")
      element.write(to: &writer)
    case .map(let element):
      writer.key("additionalProperties")
      element.write(to: &writer)
    case .object(let fields): Self.writeMembers(of: fields, to: &writer)
    }
  }

  private var jsonSchemaType: String? {
    switch self {
    case .any: nil
    case .string, .identifier, .dateTime, .oneOf: "string"
    case .boolean: "boolean"
    case .integer: "integer"
    case .number: "number"
    case .array: "array"
    case .map, .object: "object"
    }
  }

  private static func writeMembers(of fields: [PayloadField], to writer: inout JSONWriter) {
    writer.key("properties")
    writer.beginObject()
    for field in fields {
      writer.key(field.name)
      writer.beginObject()
      writer.member("description", field.summary)
      field.shape.writeMembers(to: &writer, orNull: !field.isRequired)
      writer.endObject()
    }
    writer.endObject()
    let required = fields.filter(\.isRequired).map(\.name)
    if !required.isEmpty { writer.writeStrings("required", required) }
    writer.member("additionalProperties", true)
  }
}

extension NumberBounds {
  fileprivate func writeMembers(to writer: inout JSONWriter) {
    for (key, bound) in [("minimum", minimum), ("maximum", maximum)] {
      guard let bound else { continue }
      if let whole = Int(exactly: bound) { writer.member(key, whole) } else { writer.member(key, bound) }
    }
  }
}

extension JSONWriter {
  fileprivate mutating func writeType(_ type: String, orNull: Bool) {
    if orNull { writeStrings("type", [type, "null"]) } else { member("type", type) }
  }

  fileprivate mutating func writeEnum(_ names: [String], orNull: Bool) {
    key("enum")
    beginArray()
    names.forEach { value($0) }
    if orNull { null() }
    endArray()
  }

  fileprivate mutating func writeStrings(_ key: String, _ strings: [String]) {
    self.key(key)
    beginArray()
    strings.forEach { value($0) }
    endArray()
  }
}
