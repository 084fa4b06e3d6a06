import RouterCore
import TestSupport
import Testing

@testable import RouterGateway

/// What is declared about messages is what is sent and understood.
struct MessageTests {
  private static let messages = V1Messages(.standard)
  private static let check = MessageCheck(messages)

  private func violations(_ frame: String) throws -> [String] {
    Self.check.violations(in: try JSONDocument(parsing: frame).root).map(\.description)
  }

  @Test func `Every answer has a sample`() {
    #expect(Set(Answer.samples.map(AnswerKind.init)) == Set(AnswerKind.allCases))
  }

  @Test(arguments: Answer.samples)
  func `Every answer is written as it is declared`(_ answer: Answer) throws {
    let bytes = V1Dialect().render(answer, at: VirtualTime.start)
    guard answer.messageType != nil else {
      #expect(bytes.isEmpty, "what only other dialects know")
      return
    }
    #expect(try violations(String(decoding: bytes, as: UTF8.self)) == [])
  }

  @Test(arguments: Catalogue.builtInTypes.map(\.name), [(false, false), (true, false), (false, true)])
  func `Every event is written as it is declared`(_ name: String, _ form: (hasID: Bool, isMirrored: Bool)) throws {
    let type = try #require(Catalogue.standard.type(named: name))
    var bytes: [UInt8] = []
    V1Dialect().append(
      .sample(999_999_999_999, name, type.example), withID: form.hasID, isMirrored: form.isMirrored, to: &bytes)
    #expect(try violations(String(decoding: bytes, as: UTF8.self)) == [])
  }

  @Test(
    arguments: [
      ("[]", "/type: expected the type of a declared message, found another one"),
      (#"{"type":"nonsense"}"#, "/type: expected the type of a declared message, found another one"),
      (frame("pong", #"{"server_time":"2024-01-15T10:30:00Z"}"#), "/data/connection_duration: "),
      (frame("token_refreshed", #"{"expires_at":"2024-01-15T10:30:00Z","more":1}"#), "/data/more: expected no such"),
      (frame("token_refreshed", #"{"expires_at":"2024-01-15T10:30:00Z"}"#, #","id":"msg_1""#), "/id: expected no such"),
      (frame("connection_error", #"{"error_code":"NEW","error_message":""}"#), "/data/error_code: expected one of"),
      (frame("agent_status", #"{"agent_id":"a","old_status":"b"}"#), "/data/new_status: expected a non-empty string"),
      (frame("agent_status", documentedStatus, #","id":7"#), "/id: expected an event's id"),
    ])
  func `A frame that is not as declared is found`(_ frame: String, _ problem: String) throws {
    let found = try violations(frame)
    #expect(found.contains { $0.hasPrefix(problem) }, "\(found)")
  }

  @Test(arguments: messages.client + messages.server + messages.events)
  func `Every example is as its message is declared`(_ message: MessageDeclaration) throws {
    #expect(!message.examples.isEmpty)
    for example in message.examples {
      #expect(message.shape.violations(in: try JSONDocument(parsing: example).root) == [], "\(example)")
    }
  }

  @Test(arguments: ClientMessageType.allCases)
  func `Every declared message of a client is understood`(_ type: ClientMessageType) {
    for example in Self.messages.declaration(of: type).examples {
      #expect(ClientMessageType(V1Dialect().parse(Array(example.utf8)).message) == type, "\(example)")
    }
  }

  /// What the schema allows and forbids is what the parser does, field by field.
  @Test(
    arguments: [
      ("subscribe", #"{"events":["agent_status"],"agents":null,"filters":null}"#, true),
      ("subscribe", #"{"events":["agent.*","pong"],"filters":{"a":1,"b":[true,null,"x"],"c":null}}"#, true),
      ("subscribe", #"{"events":[]}"#, false), ("subscribe", #"{"agents":[]}"#, false),
      ("subscribe", #"{"events":["agent_status"],"filters":{"a":[[]]}}"#, false),
      ("subscribe", #"{"events":["agent_status"],"filters":{"a":{}}}"#, false),
      ("subscribe", #"{"events":["agent_status"],"agents":[1]}"#, false),
      ("unsubscribe", #"{"agents":["a"]}"#, true), ("unsubscribe", #"{"events":[],"agents":["a"]}"#, false),
      ("command", #"{"agent_id":"a","command":"stop","parameters":null,"request_id":null}"#, true),
      ("command", #"{"agent_id":"","command":"stop"}"#, false), ("command", #"{"command":"stop"}"#, false),
      ("command", #"{"agent_id":"a","command":"stop","parameters":[]}"#, false),
      ("command", #"{"agent_id":"a","command":"stop","request_id":7}"#, false),
      ("command", #"{"agent_id":"a","command":"stop","request_id":""}"#, false),
      ("configure", #"{"metrics_interval":1e9,"buffer_size":-1,"compression":null,"other":1}"#, true),
      ("configure", #"{"metrics_interval":0.5}"#, false), ("configure", #"{"compression":1}"#, false),
      ("publish", #"{"events":{}}"#, false), ("publish", #"{}"#, false),
      ("refresh_token", #"{"token":""}"#, false), ("refresh_token", #"{"token":"x"}"#, true),
    ])
  func `The parser and the declaration agree`(_ type: String, _ data: String, _ isGood: Bool) throws {
    let message = #"{"type":"\#(type)","data":\#(data)}"#
    let declared = try #require(ClientMessageType(rawValue: type))
    let violations = Self.messages.declaration(of: declared).shape.violations(
      in: try JSONDocument(parsing: message).root)
    #expect(violations.isEmpty == isGood, "\(violations)")
    #expect((ClientMessageType(V1Dialect().parse(Array(message.utf8)).message) != nil) == isGood)
  }

  @Test func `No two schemas have one name`() {
    let declared = (Self.messages.client + Self.messages.server + Self.messages.events).map(\.schemaName)
    let all = declared + SchemaDefinitions(Self.messages.everything).named.map(\.name)
    #expect(Set(all).count == all.count)
  }

  @Test func `Clients may name what the server says about connections`() throws {
    var probe = try SessionProbe()
    let names = ServerMessageType.connectionEvents.map { #""\#($0.rawValue)""# }.joined(separator: ",")
    #expect(probe.subscribe(#"{"events":[\#(names)]}"#).allSatisfy { $0.contains(#""status":"active""#) })
  }

  @Test func `A switched off type is no message, and no name in a subscription`() throws {
    let messages = V1Messages(try Catalogue(disabling: ["metrics_update", "knowledge_graph.*"]))
    #expect(!messages.events.map(\.type).contains("metrics_update"))
    let names = SchemaDefinitions(messages.client.map(\.shape)).named
    let offered = names.filter { ["event_name", "event_group"].contains($0.name) }.flatMap { named -> [String] in
      if case .oneOf(let names) = named.shape { names } else { [] }
    }
    #expect(!offered.isEmpty)
    #expect(offered.allSatisfy { !["metrics_update", "metrics", "entity_created", "knowledge_graph.*"].contains($0) })
  }
}
