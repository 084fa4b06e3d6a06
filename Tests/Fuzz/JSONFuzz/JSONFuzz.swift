/// One input of libFuzzer: any bytes. A broken promise traps.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzJSON(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  let document = try? JSONDocument(parsing: bytes)
  precondition((document != nil) == NaiveJSONValidator.accepts(bytes), "the scanner and the naive validator disagree")
  checkPath(String(decoding: bytes, as: UTF8.self))
  if let document {
    checkValues(document)
    checkWriting(document)
    // The bytes choose the edits, so that the fuzzer can look for bad ones.
    checkEdits(document, choice: bytes.reduce(0) { $0 &* 31 &+ Int($1) })
  }
  return 0
}

private func checkPath(_ text: String) {
  guard let path = try? JSONPath(parsing: text) else { return }
  precondition((try? JSONPath(parsing: path.description)) == path, "a path's description means another path")
}

/// Every value can be read, detached and found again.
private func checkValues(_ document: JSONDocument) {
  for (node, path) in allNodes(document) {
    precondition(document.root[path]?.range == node.range, "a path leads elsewhere")
    let detached = node.detached()
    precondition(detached.bytes.elementsEqual(node.text) && detached.root.isEqual(to: node), "a detached value differs")
    precondition((node.string != nil) == (node.kind == .string), "a string is not read")
    if let string = node.string { precondition(node.stringEquals(string), "a string differs from itself") }
    if let int = node.int { precondition(JSONDocument.int(int).root.isEqual(to: node), "an integer changed") }
    if node.kind == .number { precondition(node.double == naiveDouble(node), "a number is not the nearest Double") }
  }
}

private func naiveDouble(_ node: JSONNode) -> Double? {
  let double = Double(String(decoding: node.text, as: UTF8.self))
  return double.flatMap { $0.isFinite ? $0 : nil }
}

/// What is written from the values means the same as what was read.
private func checkWriting(_ document: JSONDocument) {
  let written = try? JSONDocument(limits: JSONLimits(maxBytes: 1 << 24)) { write(document.root, &$0) }
  precondition(written?.root.isEqual(to: document.root) == true, "writing changed the document")
}

private func write(_ node: JSONNode, _ writer: inout JSONWriter) {
  switch node.kind {
  case .object:
    writer.beginObject()
    for member in node.members {
      writer.key(member.name)
      write(member.value, &writer)
    }
    writer.endObject()
  case .array:
    writer.beginArray()
    for element in node.elements { write(element, &writer) }
    writer.endArray()
  case .string: writer.value(node.string ?? "")
  default: writer.value(node)
  }
}

/// Edits leave a valid document unless they make a duplicate key or go beyond a limit.
private func checkEdits(_ document: JSONDocument, choice: Int) {
  let nodes = allNodes(document)
  var choice = UInt(bitPattern: choice)
  let edits = (0..<4).compactMap { _ -> JSONEdit? in
    choice = choice &* 6_364_136_223_846_793_005 &+ 1
    let (node, path) = nodes[Int((choice >> 32) % UInt(nodes.count))]
    return edit(node, path, kind: (choice >> 20) % 4)
  }
  do {
    _ = try document.applying(edits)
  } catch .invalidResult(let error) {
    switch error.reason {
    case .duplicateKey, .tooDeep, .tooLarge: break
    default: preconditionFailure("an edit broke the text: \(error)")
    }
  } catch {
    // The edit itself cannot be made: it removes the root, or renames an element.
  }
}

private func edit(_ node: JSONNode, _ path: JSONPath, kind: UInt) -> JSONEdit? {
  switch kind {
  case 0: .remove(path)
  case 1: .rename(path, to: "a")
  case 2: .replace(path, with: .string("\n"))
  default: node.kind == .object ? .insert(into: path, key: "b", value: .null) : nil
  }
}

/// All values and the ways to them. Bounded, because the text is.
private func allNodes(_ document: JSONDocument) -> [(node: JSONNode, path: JSONPath)] {
  var result: [(node: JSONNode, path: JSONPath)] = [(document.root, .root)]
  var index = 0
  while index < result.count {
    let (node, path) = result[index]
    for member in node.members { result.append((member.value, path.appending(member.name))) }
    for (position, element) in node.elements.enumerated() { result.append((element, path.appending("\(position)"))) }
    index += 1
  }
  return result
}
