import RouterCore
import TestSupport
import Testing

struct JSONEditPropertyTests {
  /// A value and the two ways to it.
  private struct Place {
    let node: JSONNode
    let path: JSONPath
    let positions: [Int]
    let isMember: Bool
  }

  @Test("Random edits give what a naive editor gives", arguments: UInt64(500)..<530)
  func editing(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    for _ in 0..<60 {
      let document = try JSONDocument(parsing: JSONSample.random(depth: 4, &random).text(&random))
      let places = allPlaces(Place(node: document.root, path: .root, positions: [], isMember: false))
      let naive = NaiveJSONEditor(document.root)
      var edits: [JSONEdit] = []
      for _ in 0..<Int.random(in: 1...6, using: &random) {
        guard let place = places.randomElement(using: &random) else { continue }
        guard let edit = randomEdit(place, &random) else { continue }
        edits.append(edit)
        naive.apply(edit, at: place.positions)
      }
      compare(document, edits, expected: naive.result)
    }
  }

  private func compare(_ document: JSONDocument, _ edits: [JSONEdit], expected: String) {
    guard NaiveJSONValidator.accepts(Array(expected.utf8)) else {
      #expect(throws: JSONEditError.self) { try document.applying(edits) }
      return
    }
    #expect(throws: Never.self) {
      let result = try document.applying(edits)
      #expect(compact(result.bytes) == compact(Array(expected.utf8)), "\(document) \(edits)")
      #expect(try JSONDocument(parsing: expected).root.isEqual(to: result.root))
    }
  }

  private func randomEdit(_ place: Place, _ random: inout SplitMix64) -> JSONEdit? {
    // A few keys only, so that some edits make a duplicate.
    let key = "key\(Int.random(in: 0..<12, using: &random))"
    let value = JSONDocument.int(.random(in: 0...9, using: &random))
    switch Int.random(in: 0..<5, using: &random) {
    case 0, 1: return place.path.isEmpty ? nil : .remove(place.path)
    case 2: return .replace(place.path, with: value)
    case 3: return place.isMember ? .rename(place.path, to: key) : nil
    default: return place.node.kind == .object ? .insert(into: place.path, key: key, value: value) : nil
    }
  }

  private func allPlaces(_ place: Place) -> [Place] {
    let isObject = place.node.kind == .object
    let children =
      place.node.elements.enumerated().map { ("\($0.offset)", $0.element) }
      + place.node.members.map { ($0.name, $0.value) }
    let places = children.enumerated().map { index, child in
      Place(
        node: child.1, path: place.path.appending(child.0), positions: place.positions + [index], isMember: isObject)
    }
    return [place] + places.flatMap(allPlaces)
  }

  /// Without the white space between values.
  private func compact(_ bytes: [UInt8]) -> [UInt8] {
    var (isInString, isEscaped) = (false, false)
    return bytes.filter { byte in
      defer {
        if byte == UInt8(ascii: "\""), !isEscaped { isInString.toggle() }
        isEscaped = isInString && byte == UInt8(ascii: "\\") && !isEscaped
      }
      return isInString || ![0x20, 0x0A, 0x0D, 0x09].contains(byte)
    }
  }
}
