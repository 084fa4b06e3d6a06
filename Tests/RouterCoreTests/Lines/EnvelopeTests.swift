import TestSupport
import Testing

@testable import RouterCore

@Suite struct EnvelopeTests {
  @Test func `an envelope gives type, time, producer and the data byte for byte`() throws {
    let text = #"{"id":"msg_1","type":"t","timestamp":"2024-01-15T10:30:00Z","source":"s","data":{ "a" : 1.0 }}"#
    let draft = try EventDraft(envelope: JSONDocument.sample(text).root)
    #expect(draft.type == "t")
    #expect(draft.time == VirtualTime.start)
    #expect(draft.source == "s")
    #expect(draft.data.description == #"{ "a" : 1.0 }"#)
  }

  @Test(arguments: [
    (#"[]"#, "an event is an object, this is an array"),
    (#"{"data":{}}"#, "'type' is missing or not a string"),
    (#"{"type":7,"data":{}}"#, "'type' is missing or not a string"),
    (#"{"type":"t"}"#, "'data' is missing"),
    (#"{"type":"t","timestamp":"today","data":{}}"#, "'timestamp' is not an RFC 3339 date-time"),
    (#"{"type":"t","timestamp":null,"data":{}}"#, "'timestamp' is not an RFC 3339 date-time"),
    (#"{"type":"t","source":"","data":{}}"#, "'source' is not a string of 1 to 256 bytes"),
    (#"{"type":"t","source":1,"data":{}}"#, "'source' is not a string of 1 to 256 bytes"),
  ])
  func `what is no envelope says why`(text: String, reason: String) {
    #expect { try EventDraft(envelope: JSONDocument.sample(text).root) } throws: { "\($0)" == reason }
  }
}

@Suite struct NoticeLimitTests {
  @Test func `so many in a window are logged, the others counted`() {
    var limit = NoticeLimit(2, per: .seconds(60))
    let start = VirtualTime.start
    #expect((0..<5).map { limit.admit(at: start + .seconds($0)) } == [0, 0, nil, nil, nil])
    #expect(limit.admit(at: start + .seconds(60)) == 3)
    #expect(limit.admit(at: start + .seconds(61)) == 0)
    #expect(limit.admit(at: start - .seconds(999)) == 0)
  }

  @Test func `foreign text is logged on one line without control characters`() {
    #expect("\(LogText(Array("a\u{1B}[31m\nb\u{202E}é".utf8)))" == "a [31m b é")
    #expect("\(LogText(Array("abcdef".utf8), limit: 3))" == "abc…")
    #expect("\(LogText([0xFF, 0x41]))" == "\u{FFFD}A")
  }
}
