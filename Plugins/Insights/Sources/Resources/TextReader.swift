import RouterCore
import RouterResources

/// Reads the texts of a body and collects what is wrong with them.
struct TextReader {
  private let object: JSONNode
  private(set) var problems: [Problem.Detail] = []

  init(_ object: JSONNode) { self.object = object }

  /// An id or another name: in one line. Nil when it is not there.
  mutating func name(_ key: String, _ limit: Int) -> String? {
    text(object[key], "/\(key)", limit, allowingLines: false)
  }

  /// The object's own id, which becomes a part of paths. Nil when it is not there.
  mutating func id(_ key: String, _ limit: Int) -> String? {
    let id = name(key, limit)
    if id == "." || id == ".." {
      problems.append(
        .init(place: .body(pointer: "/\(key)"), detail: "means another place in a path: choose another"))
    }
    return id
  }

  /// Nil when it is not there.
  mutating func prose(_ node: JSONNode?, _ pointer: String, _ limit: Int) -> String? {
    text(node, pointer, limit, allowingLines: true)
  }

  mutating func prose(listed key: String) -> [String] {
    let elements = object[key].map { Array($0.elements) } ?? []
    return elements.enumerated().map { index, node in
      prose(node, "/\(key)/\(index)", TextLimits.recommendation) ?? ""
    }
  }

  mutating func require(_ key: String) {
    guard !problems.contains(where: { $0.isAt("/\(key)") }) else { return }
    problems.append(.init(place: .body(pointer: "/\(key)"), detail: "is required"))
  }

  private mutating func text(
    _ node: JSONNode?, _ pointer: String, _ limit: Int, allowingLines: Bool
  ) -> String? {
    guard let text = node?.string else { return nil }
    if text.utf8.count > limit {
      problems.append(.init(place: .body(pointer: pointer), detail: "is longer than \(limit) bytes"))
    }
    if text.unicodeScalars.contains(where: { TextLimits.isForbidden($0, allowingLines: allowingLines) }) {
      problems.append(.init(place: .body(pointer: pointer), detail: "has control characters"))
    }
    return text
  }
}

extension Problem.Detail {
  fileprivate func isAt(_ pointer: String) -> Bool {
    if case .body(pointer) = place { true } else { false }
  }
}
