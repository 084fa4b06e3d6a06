import RouterCore
import TestSupport
import Testing

@testable import RouterGateway

/// Whatever a client says: the answer can have its id if there is one to have.
struct LegacyParserPropertyTests {
  private static let dialect = LegacyDialect(.standard, components: [])

  /// What the contract says of an id, said in another way.
  private func goodID(_ text: String) throws -> String? {
    let document = try JSONDocument(parsing: text)
    guard let id = document.root["id"].map({ String(decoding: $0.text, as: UTF8.self) }) else { return nil }
    return ["null", "true", #""""#].contains(id) || "[{".contains(id.prefix(1)) ? nil : id
  }

  @Test("A message with a good id has a tag that repeats it", arguments: UInt64(300)..<310)
  func tags(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var understood = 0
    for _ in 0..<400 {
      let text = RandomLegacyMessage.text(&random)
      let parsed = Self.dialect.parse(Array(text.utf8))
      #expect(parsed.tag.map { "\($0.id)" } == (try goodID(text)), "\(text)")
      if case .invalid(let error) = parsed.message {
        #expect(error.family == .connection && error.field != nil && !error.text.isEmpty, "\(text)")
        if parsed.tag == nil { #expect(error.field == "id", "\(text)") }
      } else {
        understood += 1
        #expect(parsed.tag != nil, "\(text)")
      }
    }
    #expect(understood > 40)
  }

  @Test("Broken text is an answer, never a crash", arguments: UInt64(310)..<315)
  func broken(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    for _ in 0..<400 {
      var bytes = Array(RandomLegacyMessage.text(&random).utf8)
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        guard let place = bytes.indices.randomElement(using: &random) else { break }
        switch Int.random(in: 0..<3, using: &random) {
        case 0: bytes[place] = UInt8.random(in: 0...(.max), using: &random)
        case 1: bytes.remove(at: place)
        default: bytes = Array(bytes[..<place])
        }
      }
      let parsed = Self.dialect.parse(bytes)
      guard (try? JSONDocument(parsing: bytes)) == nil else { continue }
      guard case .invalid(let error) = parsed.message, parsed.tag == nil, error.field == nil else {
        Issue.record("understood: \(String(decoding: bytes, as: UTF8.self))")
        continue
      }
    }
  }
}
