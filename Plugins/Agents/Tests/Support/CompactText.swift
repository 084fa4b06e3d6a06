import RouterCore
import TestSupport

extension JSONNode {
  /// The text without white space between values; scalars stay as they are.
  var compact: String {
    switch kind {
    case .object:
      "{"
        + members.map { "\(String(decoding: $0.key.text, as: UTF8.self)):\($0.value.compact)" }
        .joined(separator: ",") + "}"
    case .array: "[" + elements.map(\.compact).joined(separator: ",") + "]"
    default: String(decoding: text, as: UTF8.self)
    }
  }
}

extension Catalogue {
  /// The documented example of a type's `data`, compact.
  func example(_ type: String) -> String {
    JSONDocument.sample(self.type(named: type)?.example ?? "{}").root.compact
  }
}
