import RouterCore
import TestSupport
import Testing

/// Nothing is lost on the way, whatever payload and whatever form that the check lets through.
struct LegacyFormPropertyTests {
  private static let runs = 60

  @Test(arguments: UInt64(1)..<13)
  func `A legacy payload becomes what a naive renaming makes of it, and comes back byte for byte`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var changed = 0
    for _ in 0..<Self.runs {
      let form = LegacyForm.random(&random, withDefaults: false)
      let payload = RandomPayload(&random, escapes: false)
      let event = try form.event(from: JSONDocument.sample(payload.text))
      #expect(event.description == payload.canonical(form.renames).text, "\(form.renames)")
      #expect(try form.legacy(from: event).description == payload.text, "\(form.renames)")
      if event.description != payload.text { changed += 1 }
    }
    #expect(changed > Self.runs / 4, "otherwise the test says nothing")
  }

  @Test(arguments: UInt64(21)..<27)
  func `A canonical payload comes back byte for byte`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    for _ in 0..<Self.runs {
      let form = LegacyForm.random(&random, withDefaults: false)
      let payload = RandomPayload(&random, escapes: false).text
      let legacy = try form.legacy(from: JSONDocument.sample(payload))
      #expect(try form.event(from: legacy).description == payload, "\(form.renames)")
    }
  }

  /// Only a key that is renamed is written anew, without its escapes.
  @Test(arguments: UInt64(31)..<37)
  func `Escaped keys are renamed too, and the others keep their escapes`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    for _ in 0..<Self.runs {
      let form = LegacyForm.random(&random, withDefaults: false)
      let payload = RandomPayload(&random, escapes: true)
      let document = JSONDocument.sample(payload.text)
      let event = try form.event(from: document)
      #expect(event.description == payload.canonical(form.renames).text, "\(form.renames)")
      let back = try form.legacy(from: event)
      #expect(back.root.isEqual(to: document.root), "\(form.renames)")
      #expect(try form.event(from: back).bytes == event.bytes, "\(form.renames)")
    }
  }

  @Test(arguments: UInt64(41)..<53)
  func `What a legacy event leaves out is added, named, and left out again`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var added = 0
    for _ in 0..<Self.runs {
      let form = LegacyForm.random(&random, withDefaults: true)
      let payload = RandomPayload(&random, escapes: false)
      let canonical = JSONDocument.sample(payload.canonical(form.renames).text)
      let event = try form.event(from: JSONDocument.sample(payload.text))
      let missing = form.defaults.filter { field in
        canonical.root[field.path.parent]?.kind == .object && canonical.root[field.path] == nil
      }
      for field in missing { #expect(event.root[field.path]?.isEqual(to: field.value.root) == true) }
      let named = event.root["defaulted"]?.elements.compactMap(\.string) ?? []
      #expect(named == missing.map { "\($0.path)" }, "\(form.renames) \(form.defaults)")
      if missing.isEmpty { #expect(event.bytes == canonical.bytes) }
      #expect(try form.legacy(from: event).description == payload.text, "\(form.renames) \(form.defaults)")
      added += missing.count
    }
    #expect(added > Self.runs / 4, "otherwise the test says nothing")
  }

  @Test(arguments: UInt64(61)..<64)
  func `Frames carry payloads there and back`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    for number in 1...UInt64(Self.runs) {
      let form = LegacyForm.random(&random, withDefaults: true)
      let type = EventType("random", "For tests.", in: "random", legacy: form, schema: [], example: "{}")
      let catalogue = try Catalogue(registering: [type])
      let payload = RandomPayload(&random, escapes: false).text
      let frame = #" {"payload":{"data":\#(payload),"type":"RANDOM"}, "type":"EVENT","source":{"id":"somebody"}}"#
      let read = try LegacyEvent(reading: JSONDocument.sample(frame).root, catalogue)
      let event = Event.sample(
        "random", read.draft.data.description, source: try #require(read.draft.source), catalogue: catalogue)
      var bytes: [UInt8] = []
      LegacyEnvelope(catalogue, components: []).append(
        Delivery(number: EventNumber(number), event: event), to: &bytes)
      let written = try JSONDocument(parsing: bytes).root
      #expect(written[["payload", "data"]].map { String(decoding: $0.text, as: UTF8.self) } == payload)
      #expect(written[["source", "id"]]?.string == "somebody")
      let again = try LegacyEvent(reading: written, catalogue)
      #expect(again.id == "msg_\(number)")
      #expect(again.time == VirtualTime.start)
      #expect(again.draft.data.bytes == read.draft.data.bytes)
    }
  }
}
