import RouterCore

extension SchemaCheck {
  mutating func objectFaults(
    _ object: JSONNode, _ rules: ObjectRules, _ completeness: JSONSchema.Completeness, _ limit: Int
  ) -> [SchemaFault] {
    var found = completeness == .whole ? missing(in: object, rules) : []
    if let most = rules.maxProperties, object.count > most {
      found.append(SchemaFault(object, "must have at most \(most.counted("member"))"))
    }
    for member in object.members {
      guard !isExhausted, found.count < limit else { break }
      found += faults(of: member, rules, completeness, limit)
    }
    for (name, schema) in rules.dependentSchemas where found.count < limit && object[name] != nil {
      found += faults(in: object, schema, completeness, limit: limit)
    }
    return found
  }

  private func missing(in object: JSONNode, _ rules: ObjectRules) -> [SchemaFault] {
    var found = rules.required.filter { object[$0] == nil }.map {
      SchemaFault(object, missing: $0, "is required")
    }
    for (name, others) in rules.dependentRequired where object[name] != nil {
      found += others.filter { object[$0] == nil }.map {
        SchemaFault(object, missing: $0, "is required when '\(name)' is given")
      }
    }
    if let least = rules.minProperties, object.count < least {
      found.append(SchemaFault(object, "must have at least \(least.counted("member"))"))
    }
    return found
  }

  private mutating func faults(
    of member: JSONMember, _ rules: ObjectRules, _ completeness: JSONSchema.Completeness, _ limit: Int
  ) -> [SchemaFault] {
    var found: [SchemaFault] = []
    let name = member.name
    if let names = rules.names {
      // A name is a value of its own: it is whole.
      let root = JSONDocument.string(name).root
      var report = SchemaReport()
      found += report.violations(faults(in: root, names, .whole, limit: limit), in: root).map {
        SchemaFault(member.value, "has a name that \($0.text)")
      }
    }
    if let schema = rules.properties[Array(name.utf8)] {
      found += faults(in: member.value, schema, completeness, limit: limit)
    } else if let schema = rules.additional {
      found +=
        nodes[schema].isNever
        ? [SchemaFault(member.value, .unknown(name, rules))]
        : faults(in: member.value, schema, completeness, limit: limit)
    }
    return found
  }
}
