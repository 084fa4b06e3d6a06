import RouterCore

/// Puts faults into words, with their places: only of those that are told, since each place takes a walk.
struct SchemaReport {
  /// Alternatives of alternatives of alternatives are not told one by one.
  private static let maxDepth = 3

  /// How many siblings the walks have passed.
  private(set) var steps = 0

  /// - Parameter root: the value that the schema was held against.
  mutating func violations(_ faults: some Collection<SchemaFault>, in root: JSONNode) -> [SchemaViolation] {
    let start = root.pointer
    return faults.map { fault in
      SchemaViolation(start + path(of: fault, from: root).description, text(of: fault, depth: 0))
    }
  }

  private mutating func text(of fault: SchemaFault, depth: Int) -> String {
    switch fault.text {
    case .plain(let text): return text
    case .unknown(let name, let rules): return rules.phrase(ofUnknown: name)
    case .noneFits(let failures):
      guard depth < Self.maxDepth else { return "fits no alternative" }
      let texts = failures.map { failure in
        let path = path(of: failure, from: fault.value).description.dropFirst()
        let text = text(of: failure, depth: depth + 1)
        return path.isEmpty ? text : "\(path) \(text)"
      }
      return texts.joined(separator: ", or ")
    }
  }

  /// - Parameter start: the fault's value, or what it is in.
  private mutating func path(of fault: SchemaFault, from start: JSONNode) -> JSONPointer {
    var pointer = JSONPointer()
    var current = start
    while current.range != fault.value.range, let child = child(of: current, around: fault.value.range, &pointer) {
      current = child
    }
    if let name = fault.missing { pointer.append(name) }
    return pointer
  }

  private mutating func child(of node: JSONNode, around range: Range<Int>, _ pointer: inout JSONPointer) -> JSONNode? {
    for (position, element) in node.elements.enumerated() {
      steps += 1
      guard range.upperBound <= element.range.upperBound else { continue }
      pointer.append(position)
      return element
    }
    for member in node.members {
      steps += 1
      guard range.upperBound <= member.value.range.upperBound else { continue }
      pointer.append(member.name)
      return member.value
    }
    return nil
  }
}
