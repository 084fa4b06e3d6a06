import RouterCore
import TestSupport
import Testing

/// What must hold for any text. Each test names its seed, so that a failure can be run again.
struct JSONPropertyTests {
  private func sample(_ node: JSONNode) -> JSONSample {
    switch node.kind {
    case .object: .object(node.members.map { ($0.name, sample($0.value)) })
    case .array: .array(node.elements.map(sample))
    case .string: .string(node.string ?? "not a string")
    case .number: .number(String(decoding: node.text, as: UTF8.self))
    case .boolean: .boolean(node.bool ?? false)
    case .null: .null
    }
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
    case .string: writer.value(node.string ?? "not a string")
    default: writer.value(node)
    }
  }

  @Test("Any valid text is read as what it says", arguments: UInt64(0)..<20)
  func reading(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    for _ in 0..<100 {
      let expected = JSONSample.random(depth: 5, &random)
      let text = expected.text(&random)
      let document = try JSONDocument(parsing: text)
      #expect(sample(document.root) == expected, "\(text)")
      #expect(document.description.utf8.elementsEqual(text.utf8))
    }
  }

  @Test("What the writer writes means the same", arguments: UInt64(100)..<110)
  func writing(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    for _ in 0..<100 {
      let document = try JSONDocument(parsing: JSONSample.random(depth: 5, &random).text(&random))
      let written = try JSONDocument { write(document.root, &$0) }
      #expect(sample(written.root) == sample(document.root), "\(document)")
      #expect(written.root.isEqual(to: document.root), "\(document)")
    }
  }

  @Test("Every value can be detached and found again by its pointer", arguments: UInt64(200)..<210)
  func detaching(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    for _ in 0..<50 {
      let document = try JSONDocument(parsing: JSONSample.random(depth: 4, &random).text(&random))
      for node in allNodes(document.root) {
        let detached = node.detached()
        #expect(detached.bytes == Array(node.text))
        #expect(sample(detached.root) == sample(node))
        #expect(document.root[path(node.pointer)]?.range == node.range)
      }
    }
  }

  @Test("The scanner accepts what a naive validator accepts", arguments: UInt64(300)..<320)
  func mutation(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var accepted = 0
    for _ in 0..<200 {
      var bytes = Array(JSONSample.random(depth: 4, &random).text(&random).utf8)
      for _ in 0..<5 {
        mutate(&bytes, &random)
        let document = try? JSONDocument(parsing: bytes)
        #expect((document != nil) == NaiveJSONValidator.accepts(bytes), "\(bytes)")
        if let document {
          accepted += 1
          _ = sample(document.root)
        }
      }
    }
    // Otherwise the test would show nothing.
    #expect((10..<990).contains(accepted))
  }

  @Test("An error points into the text", arguments: UInt64(400)..<405)
  func offsets(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    for _ in 0..<500 {
      var bytes = Array(JSONSample.random(depth: 4, &random).text(&random).utf8)
      mutate(&bytes, &random)
      do {
        _ = try JSONDocument(parsing: bytes)
      } catch {
        #expect((0...bytes.count).contains(error.offset))
        #expect(error.pointer.isEmpty || error.pointer.utf8.first == UInt8(ascii: "/"))
      }
    }
  }

  private func allNodes(_ node: JSONNode) -> [JSONNode] {
    [node] + node.elements.flatMap(allNodes) + node.members.flatMap { allNodes($0.value) }
  }

  /// Reads a pointer scalar by scalar: a combining mark behind a slash must not hide it.
  private func path(_ pointer: String) -> JSONPath {
    let keys = pointer.unicodeScalars.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
    return JSONPath(
      keys: keys.map { key in
        let pieces = key.split(separator: "~", omittingEmptySubsequences: false).map { String($0) }
        return pieces.dropFirst().reduce(pieces.first ?? "") { text, piece in
          text + (piece.unicodeScalars.first == "0" ? "~" : "/") + String(piece.unicodeScalars.dropFirst())
        }
      })
  }

  private func mutate(_ bytes: inout [UInt8], _ random: inout SplitMix64) {
    let tokens = [
      "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", "\\ud83d", "\\udE00", "0", "-", ".", "e", "+", "true", "null",
      " ", "\n",
    ]
    let index = Int.random(in: 0...bytes.count, using: &random)
    switch Int.random(in: 0..<5, using: &random) {
    case 0: bytes.insert(contentsOf: (tokens.randomElement(using: &random) ?? "").utf8, at: index)
    case 1: bytes.insert(.random(in: 0...255, using: &random), at: index)
    case 2 where index < bytes.count: bytes.remove(at: index)
    case 3 where index < bytes.count: bytes[index] = .random(in: 0...255, using: &random)
    case 4 where index < bytes.count:
      let end = Int.random(in: index...bytes.count, using: &random)
      bytes.insert(contentsOf: Array(bytes[index..<end]), at: index)
    default: bytes.append(contentsOf: (tokens.randomElement(using: &random) ?? "").utf8)
    }
  }
}
