import RouterCore
import TestSupport
import Testing

@testable import WebhookPlugin

@Suite struct CloudEventTests {
  private static let plain = CloudEvent(typePrefix: "", sourcePrefix: "")

  @Test func `An event has the attributes of CloudEvents and its payload byte for byte`() {
    let data = #"{ "agent_id" : "agent_1", "n":9007199254740993, "s":"\u00e9\/\n" }"#
    let delivery = Delivery.sample(42, "agent_status", data, source: "fleet")
    #expect(
      String(decoding: Self.plain.bytes(of: delivery), as: UTF8.self)
        == #"{"specversion":"1.0","id":"msg_42","source":"fleet","type":"agent_status","time":"2024-01-15T10:30:00Z","#
        + #""subject":"agent_1","datacontenttype":"application/json","data":\#(data)}"#)
  }

  @Test func `Prefixes stand before type and source, and an event without an agent has no subject`() throws {
    let cloudEvent = CloudEvent(typePrefix: "com.example.", sourcePrefix: "https://example.com/junctor/")
    let delivery = Delivery.sample(1, "system_status", #"{"old_status":"a","new_status":"b"}"#, source: "main log")
    let event = try JSONDocument(parsing: cloudEvent.bytes(of: delivery)).root
    #expect(event["type"]?.string == "com.example.system_status")
    #expect(event["source"]?.string == "https://example.com/junctor/main%20log")
    #expect(event["subject"] == nil)
  }

  @Test(arguments: 0...3)
  func `A batch is an array of events`(count: UInt64) throws {
    let events = (0..<count).map { Self.plain.bytes(of: .sample($0 + 1)) }
    let batch = try JSONDocument(parsing: CloudEvent.batch(events)).root
    #expect(batch.kind == .array)
    #expect(batch.elements.map { $0["id"]?.string } == (0..<count).map { "msg_\($0 + 1)" })
  }

  @Test(
    arguments: [
      ("agents", "agents"), ("a/b", "a/b"), ("https://example.com/x?y=z#f", "https://example.com/x?y=z#f"),
      ("urn:uuid:6e8bc430", "urn:uuid:6e8bc430"), ("main log", "main%20log"), ("100%", "100%25"), ("a%20b", "a%20b"),
      ("a%2", "a%252"), ("ü", "%C3%BC"), ("#a#b", "#a%23b"), ("1:2", "1%3A2"), (":a", "%3Aa"), ("a b:c", "a%20b%3Ac"),
      ("a/b:c", "a/b:c"), ("[x]", "%5Bx%5D"), ("a\nb", "a%0Ab"), ("<\"\\^`{|}>", "%3C%22%5C%5E%60%7B%7C%7D%3E"),
      ("", "."),
    ])
  func `A source becomes a URI-reference`(source: String, text: String) {
    #expect(SourceReference.text(of: source, prefix: "") == text)
  }

  @Test(
    arguments: [
      ("x:y", "urn:junctor:", "urn:junctor:x:y"), ("", "urn:junctor:", "urn:junctor:"), ("a#b", "/x#", "/x#a%23b"),
    ])
  func `A prefix and a source are one reference`(source: String, prefix: String, text: String) {
    #expect(SourceReference.text(of: source, prefix: prefix) == text)
  }

  /// The requests' ids are what receivers know repetitions by.
  @Test func `A request's id depends on its events only`() {
    let numbers = { (values: [UInt64]) in values.map { EventNumber($0) } }
    #expect(RequestID.text(of: numbers([7])) == "msg_7")
    let ids = [[1, 2], [2, 1], [1, 2, 3], [12]].map { RequestID.text(of: numbers($0)) }
    #expect(Set(ids).count == 4)
    #expect(ids[0] == RequestID.text(of: numbers([1, 2])))
    #expect(ids[0].wholeMatch(of: /batch_[0-9a-f]{32}/) != nil)
  }
}
