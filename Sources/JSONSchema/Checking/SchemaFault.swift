import ConfigSchema
import RouterCore

/// Something wrong that may never be told, as when another alternative fits: its words and its place cost nothing until then.
struct SchemaFault {
  enum Text {
    case plain(String)
    /// A member that the rules do not name.
    case unknown(String, ObjectRules)
    /// No alternative fits; with the first fault of some of them.
    case noneFits([SchemaFault])
  }

  /// The wrong value, or the object that lacks something.
  let value: JSONNode
  /// The member that the object lacks.
  var missing: String?
  let text: Text

  init(_ value: JSONNode, _ text: String) { (self.value, self.text) = (value, .plain(text)) }

  init(_ value: JSONNode, _ text: Text) { (self.value, self.text) = (value, text) }

  init(_ object: JSONNode, missing name: String, _ text: String) {
    (value, missing, self.text) = (object, name, .plain(text))
  }
}

extension ObjectRules {
  private static let mostCompared = 200

  /// What is said of a member that they do not name.
  func phrase(ofUnknown name: String) -> String {
    let known = properties.keys.map { String(decoding: $0, as: UTF8.self) }
    let nearest = known.count <= Self.mostCompared ? Suggestion.nearest(to: name, among: known) : nil
    return nearest.map { "is unknown: did you mean '\($0)'?" } ?? "is unknown"
  }
}
