/// Builds the text of a JSON pointer (RFC 6901).
package struct JSONPointer: Sendable, Hashable, CustomStringConvertible {
  package private(set) var description: String

  /// - Parameter text: a pointer to go on from; the empty one means the root.
  package init(_ text: String = "") {
    description = text
  }

  package mutating func append(_ key: String) {
    description += "/"
    for scalar in key.unicodeScalars {
      switch scalar {
      case "~": description += "~0"
      case "/": description += "~1"
      default: description.unicodeScalars.append(scalar)
      }
    }
  }

  package mutating func append(_ index: Int) {
    description += "/\(index)"
  }
}
