import RouterCore
import TestSupport
import Testing

@Suite struct EventEnvelopeTests {
  private func write(_ delivery: Delivery, as envelope: EventEnvelope) -> String {
    var bytes: [UInt8] = []
    envelope.append(delivery, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test(
    "The members stand in the documented order, additive ones where they were asked for",
    arguments: [
      (EventEnvelope(), #"{"type":"agent_status","timestamp":"2024-01-15T10:30:00Z","data":DATA}"#),
      (
        EventEnvelope(id: .leading),
        #"{"id":"msg_7","type":"agent_status","timestamp":"2024-01-15T10:30:00Z","data":DATA}"#
      ),
      (
        EventEnvelope(id: .trailing),
        #"{"type":"agent_status","timestamp":"2024-01-15T10:30:00Z","data":DATA,"id":"msg_7"}"#
      ),
      (
        .line,
        #"{"id":"msg_7","type":"agent_status","timestamp":"2024-01-15T10:30:00Z","source":"test","data":DATA}"#
      ),
    ])
  func members(envelope: EventEnvelope, text: String) {
    #expect(write(.sample(7), as: envelope) == text.split(separator: "DATA").joined(separator: documentedStatus))
  }

  @Test func `A payload stays byte for byte`() {
    let payload = #"{"a" : 9007199254740993, "b":"\u00e9\n", "c": 1.50e+2}"#
    #expect(write(.sample(1, "agent_status", payload), as: EventEnvelope()).hasSuffix(#""data":\#(payload)}"#))
  }

  @Test func `Line breaks between tokens become spaces where an event is a line`() {
    let payload = "{\r\n  \"a\": [1,\n 2],\n \"b\": \"x\\ny\"}\n"
    let line = write(.sample(1, "agent_status", payload), as: .line)
    #expect(line.hasSuffix("{    \"a\": [1,  2],  \"b\": \"x\\ny\"} }"))
    #expect(write(.sample(1, "agent_status", payload), as: EventEnvelope()).contains("[1,\n 2]"))
  }

  @Test func `A name with special characters is escaped`() {
    let text = write(.sample(1, source: "a\"b\\c\nd"), as: .line)
    #expect(text.contains(#""source":"a\"b\\c\nd","#))
  }

  @Test func `It appends`() {
    var bytes = Array("before".utf8)
    for number in 1...100 as ClosedRange<UInt64> { EventEnvelope.line.append(.sample(number), to: &bytes) }
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(text.hasPrefix(#"before{"id":"msg_1","#))
    #expect(text.contains(#"}{"id":"msg_100","#))
  }
}
