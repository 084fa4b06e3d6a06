/// Walks from token to token. Nodes are made only of what is found: each costs two reference counts.
extension JSONDocument {
  /// The value of a member; nil also if the token is no object.
  func member(_ key: Span<UInt8>, of object: Int) -> Int? {
    guard tokens[object].kind == .object else { return nil }
    let (text, end) = (bytes.span, Int(tokens[object].next))
    var index = object + 1
    while index < end {
      if JSONStringText.equals(text, tokens[index], key) { return index + 1 }
      index = Int(tokens[index + 1].next)
    }
    return nil
  }

  func element(_ position: Int, of array: Int) -> Int? {
    guard tokens[array].kind == .array, position < tokens[array].count else { return nil }
    var index = array + 1
    for _ in 0..<position { index = Int(tokens[index].next) }
    return index
  }

  func find(_ path: JSONPath, from start: Int) -> Int? {
    var index = start
    for key in path.keys {
      guard let next = child(key, of: index) else { return nil }
      index = next
    }
    return index
  }

  func child(_ key: JSONPath.Key, of container: Int) -> Int? {
    switch tokens[container].kind {
    case .object: member(key.utf8.span, of: container)
    case .array: key.position.flatMap { element($0, of: container) }
    default: nil
    }
  }

  /// The member or element of `container` that is or contains `target`, with the step to it appended to the pointer.
  func child(of container: Int, around target: Int, _ pointer: inout JSONPointer) -> Int? {
    let isObject = tokens[container].kind == .object
    var (index, position) = (container + 1, 0)
    while index < Int(tokens[container].next) {
      let value = isObject ? index + 1 : index
      if target < Int(tokens[value].next) {
        if isObject {
          pointer.append(JSONStringText.string(bytes.span, tokens[index]))
        } else {
          pointer.append(position)
        }
        return value
      }
      index = Int(tokens[value].next)
      position += 1
    }
    return nil
  }
}
