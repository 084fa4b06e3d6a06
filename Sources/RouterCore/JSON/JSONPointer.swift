/// Builds the text of a JSON pointer (RFC 6901), which starts empty: the root.
package struct JSONPointer: Sendable, Hashable, CustomStringConvertible {
  package private(set) var description = ""

  package init() {}

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
