import ConfigSchema
import Testing

/// Every property of a config has a key, and every key its own property: a property without one could never be set.
package func expectFieldForEveryProperty<Config: ConfigObject>(
  of type: Config.Type, sourceLocation: SourceLocation = #_sourceLocation
) {
  let properties = Set(Mirror(reflecting: Config()).children.compactMap(\.label))
  // A key path is written `\Config.property`.
  let named = Config.fields.map { String("\($0.path)".split(separator: ".").last ?? "") }
  let missing = properties.subtracting(named).sorted()
  #expect(missing.isEmpty, "properties of \(type) without a field: \(missing)", sourceLocation: sourceLocation)
  #expect(
    Set(named).count == named.count, "two fields of \(type) set one property: \(named)", sourceLocation: sourceLocation)
  let names = Config.fields.map(\.name)
  #expect(
    Set(names).count == names.count, "two fields of \(type) have one name: \(names)", sourceLocation: sourceLocation)
  let undocumented = Config.fields.filter(\.doc.isEmpty).map(\.name)
  #expect(undocumented.isEmpty, "fields of \(type) without a doc: \(undocumented)", sourceLocation: sourceLocation)
  #expect(!Config.summary.isEmpty, "\(type) has no summary", sourceLocation: sourceLocation)
}
