import NIOCore
import TestSupport
import Testing

@testable import LoadBench

struct MarkerFormatTests {
  private let format = MarkerFormat(run: 0xc0ff_ee01)

  private func text(_ marker: Marker, _ format: MarkerFormat? = nil) -> [UInt8] {
    var buffer = ByteBuffer()
    (format ?? self.format).append(marker, to: &buffer)
    return Array(buffer.readableBytesView)
  }

  private func find(_ bytes: [UInt8], hint: Int = 0) -> (marker: Marker?, hint: Int) {
    var hint = hint
    let marker = bytes.withUnsafeBytes { format.find(in: $0, hint: &hint) }
    return (marker, hint)
  }

  @Test func `A marker is readable text of one size`() {
    let text = text(Marker(time: 0x0123_4567_89ab_cdef, number: 42))
    #expect(String(decoding: text, as: UTF8.self) == "jbench:c0ffee01:0123456789abcdef:000000000000002a")
    #expect(text.count == MarkerFormat.size)
  }

  @Test func `Whatever is written is found, wherever it stands and wherever the last one was`() {
    var random = SplitMix64(seed: 1)
    for _ in 0..<2000 {
      let marker = Marker(time: random.next(), number: random.next() >> UInt64.random(in: 0..<64, using: &random))
      // Many beginnings of a marker in front of it.
      let before = (0..<Int.random(in: 0..<80, using: &random)).map { _ in
        Array("jbench:{\"".utf8).randomElement(using: &random) ?? 0
      }
      let after = [UInt8](repeating: 0x22, count: Int.random(in: 0..<9, using: &random))
      let found = find(before + text(marker) + after, hint: Int.random(in: 0..<200, using: &random))
      #expect(found.marker == marker)
      #expect(found.hint == before.count)
    }
  }

  @Test func `Markers of other runs and cut ones are none`() {
    let marker = Marker(time: 1, number: 2)
    #expect(find(text(marker, MarkerFormat(run: 0xc0ff_ee02))).marker == nil)
    for count in 0..<MarkerFormat.size { #expect(find(Array(text(marker).prefix(count))).marker == nil) }
  }
}
