import ConfigSchema
import RouterCore

extension ConfigNode {
  /// A JSON value as if it stood in a config, so that what comes by HTTP is read and judged by the same rules. The place of
  /// each part is its pointer, as the name of a file.
  ///
  /// As deep as the value is: for documents that have been checked for that.
  init(_ json: JSONNode, pointer: String) {
    let place = SourcePosition(line: 1, column: 1)
    let range = SourceRange(file: pointer, at: place)
    switch json.kind {
    case .object:
      let entries = json.members.map { member in
        let inner = "\(pointer)/\(Self.token(member.name))"
        return Entry(
          key: Located(member.name, at: SourceRange(file: inner, at: place)),
          value: ConfigNode(member.value, pointer: inner))
      }
      self.init(.mapping(entries), at: range)
    case .array:
      let elements = json.elements.enumerated().map { ConfigNode($1, pointer: "\(pointer)/\($0)") }
      self.init(.sequence(elements), at: range)
    case .string: self.init(.scalar(Scalar(json.string ?? "", isPlain: false)), at: range)
    case .null: self.init(.scalar(Scalar("")), at: range)
    case .number, .boolean:
      self.init(.scalar(Scalar(String(decoding: json.text, as: UTF8.self))), at: range)
    }
  }

  /// RFC 6901 §3.
  private static func token(_ name: String) -> String {
    name.replacing("~", with: "~0").replacing("/", with: "~1")
  }
}
