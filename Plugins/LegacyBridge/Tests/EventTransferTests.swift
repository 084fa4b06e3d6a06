import RouterCore
import TestSupport
import Testing

@testable import LegacyBridgePlugin

@Suite struct EventTransferTests {
  private let bench = SourceBench()

  private func event(_ text: String, movesPosition: Bool = true) throws -> InboxItem {
    guard case .event(let id, let frame) = try ServerMessage.sample(text) else { throw MessageMistake.noType }
    return .event(ReceivedEvent(id: id, frame: frame, movesPosition: movesPosition))
  }

  private func sample(_ id: String?, _ serial: Int) throws -> InboxItem {
    let text = ModelServer.event(id: id ?? "", serial: serial)
    return try event(id == nil ? text.replacing(#""id":"","#, with: "") : text)
  }

  private func hand(_ items: [InboxItem]) async throws {
    var transfer = EventTransfer(bench.context)
    try await transfer.hand(items, to: bench.emitter)
  }

  private var position: String? { bench.emitter.position }

  @Test func `An EVENT becomes its catalogue event`() async throws {
    try await hand([sample("msg_7", 1)])
    let event = try #require(bench.events.first)
    #expect(event.typeName == "assessment_update")
    #expect(event.source == "assessment-agent")
    #expect("\(event.data)" == #"{"id":"a1","status":"completed","completed_at":"2024-12-29T12:30:00Z"}"#)
    #expect(event.time == Timestamp(text: "2024-12-29T12:30:00Z"))
    #expect(position == #"{"id":"msg_7"}"#)
  }

  @Test func `A repeat is the same event, another event with its id is not`() async throws {
    try await hand([sample("msg_1", 1), sample("msg_2", 2)])
    try await hand([sample("msg_1", 1), sample("msg_2", 2), sample("msg_2", 3), sample("msg_3", 2)])
    #expect(bench.serials == [1, 2, 3, 2])
    #expect(position == #"{"id":"msg_3"}"#)
  }

  @Test(arguments: [("timestamp", "12:30:00", "12:30:01"), ("source", "assessment-agent", "other")])
  func `The same id and data at another time or from another agent is another event`(
    part: String, from: String, to: String
  ) async throws {
    let text = ModelServer.event(id: "msg_1", serial: 1)
    let other = text.replacing("\(from)", with: to, maxReplacements: 1)
    try #require(other != text)
    try await hand([event(text), event(other), event(text)])
    #expect(bench.accepted == 2)
  }

  @Test func `Events without an id are taken each time and leave the position`() async throws {
    try await hand([sample("evt-É-1", 1), sample(nil, 2), sample(nil, 2)])
    #expect(bench.serials == [1, 2, 2])
    #expect(position.flatMap(BridgePosition.init(stored:)) == BridgePosition(lastMessageID: "evt-É-1"))
  }

  @Test func `An id that nobody should have to keep is none`() async throws {
    try await hand([sample(String(repeating: "x", count: 257), 1)])
    #expect(bench.serials == [1])
    #expect(position == nil)
  }

  @Test func `Events in place of a replay leave the position`() async throws {
    try await hand([event(ModelServer.event(id: "msg_9", serial: 1), movesPosition: false)])
    #expect(bench.serials == [1])
    #expect(position == nil)
  }

  @Test(
    arguments: [
      #"{"type":"EVENT","id":"msg_2","payload":{"type":"NEW_THING","data":{}}}"#,
      #"{"type":"EVENT","id":"msg_2","payload":{"type":"ASSESSMENT_UPDATE","data":{"id":"x","status":"odd"}}}"#,
      #"{"type":"EVENT","id":"msg_2","payload":{"type":"ASSESSMENT_UPDATE","data":[]}}"#,
      #"{"type":"EVENT","id":"msg_2","payload":{"type":"ASSESSMENT_UPDATE"}}"#,
      #"{"type":"EVENT","id":"msg_2","payload":[]}"#, #"{"type":"EVENT","id":"msg_2"}"#,
      #"{"type":"EVENT","id":"msg_2","payload":{"type":"INSIGHT_UPDATE","data":{"type":7}}}"#,
    ])
  func `What is no event of this deployment is counted and left out`(text: String) async throws {
    try await hand([sample("msg_1", 1), event(text), sample("msg_3", 3)])
    #expect(bench.serials == [1, 3])
    #expect(bench.counters.rejected.load() == 1)
    #expect(bench.counters.accepted.load() == 2)
    try await hand([event(text)])
    #expect(position == #"{"id":"msg_2"}"#)
    #expect(bench.counters.rejected.load() == 2)
  }

  @Test func `Garbage is counted, and a gap without events moves the position`() async throws {
    try await hand([.garbage(.notText), .garbage(.notJSON), .resumed(at: "msg_4")])
    #expect(bench.accepted == 0)
    #expect(bench.counters.rejected.load() == 2)
    #expect(position == #"{"id":"msg_4","resumes":true}"#)
  }

  @Test func `Nothing changes the position when the log takes nothing`() async throws {
    try await hand([sample("msg_1", 1)])
    bench.log.close()
    await #expect(throws: EmitError.self) { try await hand([sample("msg_2", 2)]) }
    #expect(position == #"{"id":"msg_1"}"#)
  }

  @Test(arguments: ["", "msg_1", "{}", #"{"id":7}"#, #"{"id":""}"#, "[]"])
  func `A position that is none is none`(text: String) {
    #expect(BridgePosition(stored: text) == nil)
  }

  @Test(arguments: ["msg_1", "a\"b\\c", "é\u{1F600}"], [true, false])
  func `A position is read as it was written`(id: String, resumes: Bool) {
    let position = BridgePosition(lastMessageID: id, resumes: resumes)
    #expect(BridgePosition(stored: position.text) == position)
  }

  @Test(
    arguments: [
      (#"{"id":"a"}"#, false), (#"{"id":"a","resumes":true}"#, true), (#"{"id":"a","resumes":false}"#, false),
      (#"{"id":"a","resumes":"true"}"#, false), (#"{"resumes":1,"id":"a"}"#, false),
    ])
  func `Without a word the server has never resumed`(text: String, resumes: Bool) {
    #expect(BridgePosition(stored: text) == BridgePosition(lastMessageID: "a", resumes: resumes))
  }

  @Test func `That a server has resumed stays in all later positions, also of later runs`() async throws {
    try await hand([sample("msg_1", 1)])
    #expect(position == #"{"id":"msg_1"}"#)
    try await hand([.resumed(at: nil)])
    #expect(position == #"{"id":"msg_1","resumes":true}"#)
    try await hand([sample("msg_2", 2)])
    #expect(position == #"{"id":"msg_2","resumes":true}"#)
    try await hand([sample("msg_3", 3), .resumed(at: nil), sample(nil, 4)])
    #expect(position == #"{"id":"msg_3","resumes":true}"#)
    #expect(bench.serials == [1, 2, 3, 4])
  }

  @Test func `Where the server says that it begins is stored before the first event`() async throws {
    try await hand([.resumed(at: "msg_40")])
    #expect(position == #"{"id":"msg_40","resumes":true}"#)
    #expect(bench.accepted == 0)
  }

  @Test func `A server that resumes and tells no place is remembered until the first event`() async throws {
    var transfer = EventTransfer(bench.context)
    try await transfer.hand([.resumed(at: nil)], to: bench.emitter)
    #expect(position == nil)
    try await transfer.hand([sample("msg_1", 1)], to: bench.emitter)
    #expect(position == #"{"id":"msg_1","resumes":true}"#)
  }

  @Test func `A warning comes once a minute with what there was since`() {
    let start = VirtualTime.start
    var warning = RareWarning()
    #expect(warning.happens(at: start) == 1)
    #expect(warning.happens(at: start + .seconds(1)) == nil)
    #expect(warning.happens(at: start + .seconds(59)) == nil)
    #expect(warning.happens(at: start + .seconds(60)) == 3)
    #expect(warning.happens(at: start + .seconds(61)) == nil)
    // The clock was set back.
    #expect(warning.happens(at: start) == 2)
  }
}
