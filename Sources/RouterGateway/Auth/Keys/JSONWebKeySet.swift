import RouterCore

/// The usable keys of a key set (RFC 7517 §5).
struct JSONWebKeySet: Sendable {
  /// More are not looked at: a token without `kid` is tried on all.
  static let maxKeys = 64

  let keys: [JSONWebKey]
  /// What is wrong with keys that are left out and should not be there, with their place or name.
  let warnings: [String]

  init(parsing bytes: [UInt8]) throws(KeySetFailure) {
    guard let document = try? JSONDocument(parsing: bytes), let list = document.root["keys"], list.kind == .array else {
      throw .init("what came is no key set (RFC 7517)")
    }
    guard list.count <= Self.maxKeys else { throw .init("the key set has more than \(Self.maxKeys) keys") }
    var (keys, warnings): ([JSONWebKey], [String]) = ([], [])
    for (index, node) in list.elements.enumerated() {
      do throws(JSONWebKey.Fault) {
        keys.append(try JSONWebKey(node))
      } catch {
        if case .refused(let reason) = error { warnings.append("\(Self.name(of: node, at: index)): \(reason)") }
      }
    }
    guard !keys.isEmpty else {
      throw .init((["the key set has no key that can verify tokens"] + warnings).joined(separator: "; "))
    }
    (self.keys, self.warnings) = (keys, warnings)
  }

  /// Comes from outside: short, and in one line.
  private static func name(of node: JSONNode, at index: Int) -> String {
    let kid = node["kid"]?.string ?? ""
    let isPlain = (1...64).contains(kid.utf8.count) && kid.utf8.allSatisfy { (0x21...0x7e).contains($0) }
    return isPlain ? "key '\(kid)'" : "key number \(index + 1)"
  }
}
