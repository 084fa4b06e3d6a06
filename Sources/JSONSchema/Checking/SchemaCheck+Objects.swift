import ConfigSchema
import RouterCore

extension SchemaCheck {
  mutating func objectViolations(
    _ object: JSONNode, _ rules: ObjectRules, _ completeness: JSONSchema.Completeness
  ) -> [SchemaViolation] {
    var found = completeness == .whole ? missing(in: object, rules) : []
    if let most = rules.maxProperties, object.count > most {
      found.append(SchemaViolation(object.pointer, "must have at most \(most.counted("member"))"))
    }
    for member in object.members where !isExhausted && found.count < Self.mostFaults {
      found += violations(of: member, rules, completeness)
    }
    for (name, schema) in rules.dependentSchemas where object[name] != nil {
      found += violations(in: object, schema, completeness)
    }
    return found
  }

  private func missing(in object: JSONNode, _ rules: ObjectRules) -> [SchemaViolation] {
    var found = rules.required.filter { object[$0] == nil }.map {
      SchemaViolation(object.pointer(to: $0), "is required")
    }
    for (name, others) in rules.dependentRequired where object[name] != nil {
      found += others.filter { object[$0] == nil }.map {
        SchemaViolation(object.pointer(to: $0), "is required when '\(name)' is given")
      }
    }
    if let least = rules.minProperties, object.count < least {
      found.append(SchemaViolation(object.pointer, "must have at least \(least.counted("member"))"))
    }
    return found
  }

  private mutating func violations(
    of member: JSONMember, _ rules: ObjectRules, _ completeness: JSONSchema.Completeness
  ) -> [SchemaViolation] {
    var found: [SchemaViolation] = []
    let name = member.name
    if let names = rules.names {
      // A name is a value of its own: it is whole.
      let faults = violations(in: JSONDocument.string(name).root, names, .whole)
      found += faults.map { SchemaViolation(member.value.pointer, "has a name that \($0.text)") }
    }
    if let schema = rules.properties[Array(name.utf8)] {
      found += violations(in: member.value, schema, completeness)
    } else if let schema = rules.additional {
      found +=
        nodes[schema].isNever
        ? [unknown(member, name, rules)] : violations(in: member.value, schema, completeness)
    }
    return found
  }

  private func unknown(_ member: JSONMember, _ name: String, _ rules: ObjectRules) -> SchemaViolation {
    let known = rules.properties.keys.map { String(decoding: $0, as: UTF8.self) }
    let nearest = known.count <= 200 ? Suggestion.nearest(to: name, among: known) : nil
    return SchemaViolation(
      member.value.pointer, nearest.map { "is unknown: did you mean '\($0)'?" } ?? "is unknown")
  }
}

extension JSONNode {
  /// To a member that need not be there.
  fileprivate func pointer(to name: String) -> String {
    var pointer = JSONPointer(pointer)
    pointer.append(name)
    return pointer.description
  }
}
