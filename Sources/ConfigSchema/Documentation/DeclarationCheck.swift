/// What the compiler cannot see about the declaration of a config. The tests of every plugin ask it.
package enum DeclarationCheck {
  /// Sentences about the config and all objects in it; empty when everything is in order.
  package static func problems(of object: ObjectReference) -> [String] {
    object.closure.flatMap { $0.problems() }
  }

  /// - Parameter except: properties that are meant to have no field.
  package static func problems<Root: ConfigObject>(
    of type: Root.Type, except: Set<String> = []
  ) -> [String] {
    let inner = ObjectReference(type).closure.dropFirst().flatMap { $0.problems() }
    return ownProblems(of: type, except: except) + inner
  }

  static func ownProblems<Root: ConfigObject>(of type: Root.Type, except: Set<String> = []) -> [String] {
    let root = Root()
    let fields = Root.fields
    let properties = fields.map(property)
    let missing = Mirror(reflecting: root).children.compactMap(\.label).filter {
      !properties.contains($0) && !except.contains($0)
    }
    let sentences =
      missing.map { "the property '\($0)' has no field" }
      + repeated(fields.map(\.name)).map { "two fields have the key '\($0)'" }
      + repeated(fields.map { "\($0.path)" }).map { "two fields have the key path \($0)" }
      + fields.flatMap { problems(of: $0, root) }
    return sentences.map { "\(Root.typeName): \($0)" }
  }

  private static func problems<Root>(of field: Field<Root>, _ root: Root) -> [String] {
    var result: [String] = []
    if !field.isDefaultGood(root) {
      result.append("the default of '\(field.name)' is not \(field.requirement ?? "")")
    }
    if !isKey(field.name) { result.append("the key '\(field.name)' is not in lower_case") }
    if field.doc.isEmpty { result.append("the key '\(field.name)' has no doc") }
    if case .secret = field.shape, !SecretWords.names(field.name) {
      result.append("the key '\(field.name)' does not say that it is a secret")
    }
    return result
  }

  private static func isKey(_ name: String) -> Bool {
    name.first?.isLowercase == true && name.allSatisfy { $0.isASCII && ($0.isLowercase || $0.isNumber || $0 == "_") }
  }

  /// The stored property that a field's key path begins with: `\Root.name.inner` prints so.
  private static func property<Root>(_ field: Field<Root>) -> String {
    let parts = "\(field.path)".split(separator: ".", maxSplits: 2)
    return parts.count > 1 ? String(parts[1].prefix { $0 != "?" && $0 != "!" }) : ""
  }

  private static func repeated(_ names: [String]) -> [String] {
    Dictionary(grouping: names) { $0 }.filter { $0.value.count > 1 }.keys.sorted()
  }
}
