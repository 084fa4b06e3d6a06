/// One key of a config: its name, where its value goes, its condition and its documentation.
package struct Field<Root: Sendable>: Sendable {
  /// Sendable, because fields are.
  package typealias Path<Value> = any WritableKeyPath<Root, Value> & Sendable

  package let name: String
  package let doc: String
  package let isRequired: Bool
  /// The property's key path, so that a test can find properties without a field.
  package let path: any PartialKeyPath<Root> & Sendable
  let shape: ConfigShape
  /// Completes "must be …".
  let requirement: String?
  let bounds: CheckBounds
  let defaultText: @Sendable (Root) -> String?
  let isDefaultGood: @Sendable (Root) -> Bool
  /// False when the value was unusable.
  let apply: @Sendable (ConfigNode, inout Root, inout Diagnostics) -> Bool

  /// - Parameter required: the key must be present; the property's default is then never used.
  package init<Value: ConfigValue>(
    _ name: String, _ path: Path<Value>, _ check: Check<Value>, required: Bool = false, _ doc: String
  ) {
    self.name = name
    self.doc = doc
    self.path = path
    isRequired = required
    shape = Value.shape
    requirement = check.requirement
    bounds = check.bounds
    defaultText = { $0[keyPath: path].configText }
    isDefaultGood = { required || check.holds($0[keyPath: path]) }
    apply = { node, root, diagnostics in
      guard let value = Value.decode(node, &diagnostics) else { return false }
      guard check.holds(value) else {
        diagnostics.error("'\(name)' must be \(check.requirement ?? "")", at: node.range, help: doc)
        return false
      }
      root[keyPath: path] = value
      return true
    }
  }

  /// A key whose every value of its type is good.
  package init<Value: ConfigValue>(
    _ name: String, _ path: Path<Value>, required: Bool = false, _ doc: String
  ) {
    self.init(name, path, .any, required: required, doc)
  }

  func reference(default root: Root) -> FieldReference {
    FieldReference(
      name: name, doc: doc, shape: shape, isRequired: isRequired,
      defaultText: isRequired ? nil : defaultText(root), requirement: requirement, bounds: bounds)
  }
}
