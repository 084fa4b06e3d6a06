/// A config type as documentation sees it. Names the type without looking into it, so that types may contain
/// themselves.
package struct ObjectReference: Sendable {
  package let name: String
  package let summary: String
  package let fields: @Sendable () -> [FieldReference]
  /// Tells types of the same name apart.
  let identity: String
  let problems: @Sendable () -> [String]

  package init<Root: ConfigObject>(_ type: Root.Type) {
    name = Root.typeName
    summary = Root.summary
    fields = { Root.fields.map { $0.reference(default: Root()) } }
    identity = String(reflecting: type)
    problems = { DeclarationCheck.ownProblems(of: type) }
  }

  private init(_ base: ObjectReference, name: String, fields: @escaping @Sendable () -> [FieldReference]) {
    self.name = name
    self.fields = fields
    summary = base.summary
    identity = "\(base.identity) as \(name)"
    problems = base.problems
  }

  /// The same object with keys in front that somebody else reads, such as the `type` of a component.
  package func adding(_ extra: [FieldReference], name: String) -> ObjectReference {
    let fields = fields
    return ObjectReference(self, name: name) { extra + fields() }
  }
}

/// A field as documentation sees it.
package struct FieldReference: Sendable {
  package let name: String
  package let doc: String
  package let shape: ConfigShape
  package let isRequired: Bool
  package let defaultText: String?
  /// Completes "must be …".
  package let requirement: String?
  package let bounds: CheckBounds

  package init(
    name: String, doc: String, shape: ConfigShape, isRequired: Bool = false, defaultText: String? = nil,
    requirement: String? = nil, bounds: CheckBounds = CheckBounds()
  ) {
    self.name = name
    self.doc = doc
    self.shape = shape
    self.isRequired = isRequired
    self.defaultText = defaultText
    self.requirement = requirement
    self.bounds = bounds
  }

  /// The meaning and the condition, as sentences.
  package var meaning: String {
    let sentence = doc.prefix(1).uppercased() + doc.dropFirst() + (doc.last == "." ? "" : ".")
    return requirement.map { "\(sentence) Must be \($0)." } ?? sentence
  }
}

extension ConfigShape {
  /// The objects that a value of this shape can directly hold.
  var objects: [ObjectReference] {
    switch self {
    case .object(let object): [object]
    case .list(let shape), .map(let shape): shape.objects
    case .either(let shapes): shapes.flatMap(\.objects)
    case .boolean, .integer, .number, .string, .secret, .formatted, .choice, .anything: []
    }
  }
}

extension ObjectReference {
  /// This object and all that it holds, each once, in the order in which a reader meets them.
  var closure: [ObjectReference] {
    var found = [self]
    var known: Set = [identity]
    var next = 0
    while next < found.count {
      for object in found[next].fields().flatMap(\.shape.objects) where known.insert(object.identity).inserted {
        found.append(object)
      }
      next += 1
    }
    return found
  }
}
