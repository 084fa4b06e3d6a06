extension JSONScanner {
  /// An error at the current offset or at `offset`.
  ///
  /// - Parameter inValue: the value that is being read, or comes next, in the current container is wrong; otherwise the
  ///   container itself.
  func failure(
    _ reason: JSONError.Reason, _ text: Span<UInt8>, at offset: Int? = nil, inValue: Bool = true
  ) -> JSONError {
    var pointer = JSONPointer()
    let containers = openContainers
    for (parent, child) in zip(containers, containers.dropFirst()) {
      step(from: parent, to: child, elements: tokens[parent].count, text, &pointer)
    }
    if inValue, let innermost = containers.last {
      step(from: innermost, to: tokens.count, elements: count, text, &pointer)
    }
    return JSONError(reason, at: offset ?? self.offset, in: pointer.description)
  }

  func endOfText(_ step: Step, _ text: Span<UInt8>) -> JSONError {
    if tokens.isEmpty { return failure(.empty, text) }
    return failure(.unexpectedEnd, text, inValue: step == .value && isInObject)
  }

  /// Tokens of the open containers, the root first.
  private var openContainers: [Int] {
    var chain: [Int] = []
    var index = container
    while index != JSONToken.noContainer {
      chain.append(Int(index))
      index = tokens[Int(index)].next
    }
    return chain.reversed()
  }

  /// - Parameter elements: how many elements `parent`, if it is an array, has so far; `child` is the last of them.
  private func step(
    from parent: Int, to child: Int, elements: Int, _ text: Span<UInt8>, _ pointer: inout JSONPointer
  ) {
    if tokens[parent].kind == .object {
      pointer.append(JSONStringText.string(text, tokens[child - 1]))
    } else {
      pointer.append(elements - 1)
    }
  }
}
