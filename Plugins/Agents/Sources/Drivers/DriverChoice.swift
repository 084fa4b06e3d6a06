import ConfigSchema
import RouterCore

/// `driver:` of an agent: a kind and what belongs to it.
package struct DriverChoice: ConfigValue {
  private static let types: [any DriverConfig.Type] = [ConnectedConfig.self, HTTPDriverConfig.self, ProcessConfig.self]
  private static let typeKey = "type"

  let config: any DriverConfig

  static let connected = DriverChoice(config: ConnectedConfig())

  var kind: DriverKind { Swift.type(of: config).kind }
  var endsWithRouter: Bool { Swift.type(of: config).endsWithRouter }

  package static var shape: ConfigShape { .either(types.map { .object(reference(of: $0)) }) }
  package var configText: String? { nil }

  private static func reference(of type: any DriverConfig.Type) -> ObjectReference {
    let key = FieldReference(
      name: typeKey, doc: "the kind of driver", shape: .choice([type.kind.rawValue]), isRequired: true)
    return ObjectReference(type).adding([key], name: "driver \(type.kind.rawValue)")
  }

  package static func decode(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> DriverChoice? {
    guard node.entries != nil, let typeNode = node[typeKey] else {
      diagnostics.hideUntilRead(node)
      diagnostics.error(
        "expected a mapping with a type", at: node.range, help: "the type is one of \(kinds.joined(separator: ", "))")
      return nil
    }
    guard let kind = DriverKind.decode(typeNode, &diagnostics), let type = types.first(where: { $0.kind == kind })
    else {
      diagnostics.hideUntilRead(node, except: [typeKey])
      return nil
    }
    return decode(type, node.removing([typeKey]), &diagnostics)
  }

  private static func decode<Config: DriverConfig>(
    _ type: Config.Type, _ node: ConfigNode, _ diagnostics: inout Diagnostics
  ) -> DriverChoice? {
    Config.decode(node, &diagnostics).map { DriverChoice(config: $0) }
  }

  private static var kinds: [String] { types.map { $0.kind.rawValue } }

  /// For answers and events: without what may be secret.
  var summary: JSONDocument {
    get throws(JSONError) {
      try JSONDocument { writer in
        writer.beginObject()
        writer.member(Self.typeKey, kind.rawValue)
        for (key, text) in config.shown { writer.member(key, text) }
        writer.endObject()
      }
    }
  }
}
