extension PayloadSchema {
  /// The first violation, in the order of the schema's fields; nil if the payload is good.
  package func validate(_ data: JSONNode) -> PayloadViolation? {
    violations(in: data, limit: 1).first
  }

  /// What is wrong, up to a limit: a payload can have a wrong value at every few bytes.
  package func violations(in data: JSONNode, limit: Int = 16) -> [PayloadViolation] {
    shape.violations(in: data, limit: limit)
  }
}

extension PayloadShape {
  /// What is wrong, up to a limit: a payload can have a wrong value at every few bytes.
  package func violations(in data: JSONNode, limit: Int = 16) -> [PayloadViolation] {
    var check = PayloadCheck(limit: limit)
    check.check(data, self)
    return check.violations
  }
}

/// Compares values with shapes. Its recursion is bounded by the schema, whatever the payload.
private struct PayloadCheck {
  let limit: Int
  private(set) var violations: [PayloadViolation] = []

  mutating func check(_ node: JSONNode, _ shape: PayloadShape) {
    switch shape {
    case .array(let element, let count):
      guard expect(node, shape, node.kind == .array && count.contains(node.count)) else { return }
      for value in node.elements where violations.count < limit { check(value, element) }
    case .map(let element):
      guard expect(node, shape, node.kind == .object) else { return }
      for member in node.members where violations.count < limit { check(member.value, element) }
    case .object(let fields):
      guard expect(node, shape, node.kind == .object) else { return }
      for field in fields where violations.count < limit { check(node, field) }
    case .exact(let fields):
      guard expect(node, shape, node.kind == .object) else { return }
      for field in fields where violations.count < limit { checkExact(node, field) }
      checkNames(of: node, fields)
    case .nullable(let inner): if !node.isNull { check(node, inner) }
    case .either(let shapes): _ = expect(node, shape, shapes.contains { $0.violations(in: node, limit: 1).isEmpty })
    case .named(let named): check(node, named.shape)
    default: _ = expect(node, shape, shape.allows(node))
    }
  }

  private mutating func check(_ object: JSONNode, _ field: PayloadField) {
    switch (object[utf8: field.key], field.isRequired) {
    case (nil, false): return
    case (nil, true): addMissing(object, field)
    case (let value?, false) where value.isNull: return
    case (let value?, _): check(value, field.shape)
    }
  }

  private mutating func checkExact(_ object: JSONNode, _ field: PayloadField) {
    if let value = object[utf8: field.key] {
      check(value, field.shape)
    } else if field.isRequired {
      addMissing(object, field)
    }
  }

  private mutating func checkNames(of object: JSONNode, _ fields: [PayloadField]) {
    for member in object.members where violations.count < limit {
      guard !fields.contains(where: { member.key.stringEquals($0.name) }) else { continue }
      violations.append(
        PayloadViolation(
          pointer: Self.pointer(object, member.name), expected: PayloadViolation.noSuchMember,
          found: member.value.kind.phrase))
    }
  }

  private mutating func addMissing(_ object: JSONNode, _ field: PayloadField) {
    violations.append(
      PayloadViolation(missing: Self.pointer(object, field.name), expected: field.shape.phrase))
  }

  private static func pointer(_ object: JSONNode, _ name: String) -> String {
    var pointer = JSONPointer(object.pointer)
    pointer.append(name)
    return pointer.description
  }

  private mutating func expect(_ node: JSONNode, _ shape: PayloadShape, _ holds: Bool) -> Bool {
    if !holds {
      violations.append(PayloadViolation(pointer: node.pointer, expected: shape.phrase, found: shape.describe(node)))
    }
    return holds
  }
}

extension PayloadShape {
  /// For everything but containers.
  fileprivate func allows(_ node: JSONNode) -> Bool {
    switch self {
    case .any: true
    case .string: node.kind == .string
    case .identifier: node.kind == .string && node.range.count > 2  // the quotes
    case .dateTime: node.timestamp != nil
    case .boolean: node.kind == .boolean
    case .integer(let bounds): node.isWholeNumber && bounds.contains(node.nearestDouble)
    case .number(let bounds): node.kind == .number && bounds.contains(node.nearestDouble)
    case .oneOf(let names): names.contains { node.stringEquals($0) }
    case .formatted(let format): node.string.map(format.allows) ?? false
    case .array, .map, .object, .exact, .nullable, .either, .named: false
    }
  }

  /// Shows a value only where it matters for the message, and not much of it: payloads may be private.
  fileprivate func describe(_ node: JSONNode) -> String {
    switch (self, node.kind) {
    case (.identifier, .string): "an empty string"
    case (.integer, .number), (.number, .number), (.oneOf, .string), (.dateTime, .string),
      (.formatted, .string):
      String(decoding: node.text.prefix(40), as: UTF8.self) + (node.text.count > 40 ? "…" : "")
    default: node.kind.phrase
    }
  }
}

extension JSONNode {
  /// A number for comparing with bounds: one beyond Double, such as `1e400`, counts as infinite.
  fileprivate var nearestDouble: Double {
    double ?? (text.first == UInt8(ascii: "-") ? -.infinity : .infinity)
  }
}
