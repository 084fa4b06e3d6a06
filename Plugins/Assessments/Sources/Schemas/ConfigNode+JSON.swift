import ConfigSchema
import RouterCore

extension ConfigNode {
  /// A JSON value as if it stood in a config. As deep as documents may be.
  init(_ node: JSONNode, _ places: TextPlaces) {
    let value: Value
    switch node.kind {
    case .object:
      value = .mapping(
        node.members.map { member in
          Entry(
            key: Located(member.name, at: places.range(of: member.key.range)), value: ConfigNode(member.value, places))
        })
    case .array: value = .sequence(node.elements.map { ConfigNode($0, places) })
    case .string: value = .scalar(Scalar(node.string ?? "", isPlain: false))
    case .number, .boolean, .null: value = .scalar(Scalar(String(decoding: node.text, as: UTF8.self)))
    }
    self.init(value, at: places.range(of: node.range))
  }
}
