import RouterCore
import TestSupport
import Testing

@testable import RouterGateway

/// What is declared about messages of the legacy dialect is what is sent and understood.
struct LegacyMessageTests {
  private static let messages = LegacyMessages(.standard)
  private static let check = MessageCheck(messages)
  private static let dialect = LegacyDialect(.standard, components: [])
  private static let all = messages.client + messages.server + messages.events

  private func violations(_ frame: String) throws -> [String] {
    Self.check.violations(in: try JSONDocument(parsing: frame).root).map(\.description)
  }

  // MARK: What the server says

  @Test(arguments: Answer.samples)
  func `Every answer is written as it is declared, to a request or unasked`(_ answer: Answer) throws {
    let tags = [nil] + [#""x""#, "1.50"].map { RequestTag(id: .sample($0), target: "analysis-agent") }
    for tag in tags {
      let bytes = Self.dialect.render(answer, AnswerContext(now: VirtualTime.start, tag: tag, ordinal: 3))
      guard !bytes.isEmpty else { continue }
      #expect(try violations(String(decoding: bytes, as: UTF8.self)) == [])
    }
  }

  @Test func `The samples are written with every declared type and code`() throws {
    let frames = Answer.samples.compactMap { answer -> JSONNode? in
      let bytes = Self.dialect.render(answer, at: VirtualTime.start)
      return try? JSONDocument(parsing: bytes).root
    }
    let types = Set(frames.compactMap { $0["type"]?.string })
    #expect(types == Set(LegacyServerMessageType.allCases.map(\.rawValue)))
    let codes = Set(frames.compactMap { $0["payload"]?["code"]?.string })
    #expect(codes.isSuperset(of: LegacyErrorCode.allCases.map(\.rawValue)))
  }

  @Test(arguments: Catalogue.builtInTypes.map(\.name))
  func `Every event is written as it is declared`(_ name: String) throws {
    let type = try #require(Catalogue.standard.type(named: name))
    var bytes: [UInt8] = []
    Self.dialect.append(
      .sample(999_999_999_999, name, type.example), withID: false, isMirrored: false, to: &bytes)
    #expect(try violations(String(decoding: bytes, as: UTF8.self)) == [])
  }

  @Test func `Renamed keys are declared under their new names, and what may be left out as optional`() throws {
    let type = EventType.bridgedSample
    guard case .named(let named) = type.legacyShape else {
      Issue.record("no name")
      return
    }
    let shape = PayloadShape.named(named)
    #expect(named.name == "legacy_sample")
    func violations(_ data: String) -> [String] {
      shape.violations(in: JSONDocument.sample(data).root).map(\.description)
    }
    #expect(violations(#"{"outer":{"doneAt":"x"},"kept":1}"#) == [])
    #expect(violations(#"{"outer":{"doneAt":"x"},"kept":1,"kind":"y"}"#) == [])
    #expect(violations(#"{"outer":{"done_at":"x"},"kept":1}"#).first?.hasPrefix("/outer/doneAt") == true)
    #expect(violations(#"{"outer":{"doneAt":"x"}}"#).first?.hasPrefix("/kept") == true)
  }

  @Test(
    arguments: [
      ("[]", "/type: expected the type of a declared message, found another one"),
      (#"{"type":"pong"}"#, "/type: expected the type of a declared message, found another one"),
      (#"{"type":"HEARTBEAT_ACK","id":1}"#, "/timestamp: "),
      (legacyFrame("HEARTBEAT_ACK", "null", ""), "/id: expected"),
      (legacyFrame("HEARTBEAT_ACK", "1", #","more":1"#), "/more: expected no such"),
      (
        legacyFrame("AUTH_SUCCESS", "1", #","payload":{"sessionId":"s","permissions":["ALL"]}"#),
        "/payload/permissions/0"
      ),
      (legacyFrame("RESPONSE", "1", #","payload":{}"#), "/source: "),
      (legacyError("1", "RATE_LIMIT_EXCEEDED", "", #"{"retryAfter":1,"more":2}"#), "/payload/details/more"),
      (legacyError("1", "VALIDATION_ERROR", "", #"{"field":"a"}"#), "/payload/details/error"),
      (legacyError("1", "PROCESSING_ERROR", "", "{}"), "/payload/details/reason"),
      (legacyFrame("EVENT", #""msg_1""#, ""), "/source: "),
      (legacyFrame("EVENT", "7", ""), "/id: expected an event's id"),
    ])
  func `A frame that is not as declared is found`(_ frame: String, _ problem: String) throws {
    let found = try violations(frame)
    #expect(found.contains { $0.hasPrefix(problem) }, "\(found)")
  }

  @Test func `A code of somebody else's is no wrong one of ours`() throws {
    #expect(try violations(legacyError("1", "TIMEOUT_ERROR", "late", #"{"a":1}"#)) == [])
    #expect(try violations(legacyError("1", "", "late", "{}")) != [])
    for code in LegacyErrorCode.allCases.map(\.rawValue) {
      #expect(
        LegacyMessages.otherError.shape.violations(
          in: JSONDocument.sample(legacyError("1", code, "", "{}")).root) != [], "\(code)")
    }
  }

  // MARK: What clients say

  @Test(arguments: all)
  func `Every example is as its message is declared`(_ message: MessageDeclaration) throws {
    #expect(!message.examples.isEmpty)
    for example in message.examples {
      #expect(message.shape.violations(in: try JSONDocument(parsing: example).root) == [], "\(example)")
    }
  }

  @Test(arguments: LegacyClientMessageType.allCases)
  func `Every declared message of a client is understood`(_ type: LegacyClientMessageType) {
    for example in Self.messages.declaration(of: type).examples {
      let parsed = Self.dialect.parse(Array(example.utf8))
      if case .invalid(let error) = parsed.message { Issue.record("\(example): \(error)") }
      #expect(parsed.tag != nil)
    }
  }

  /// What the schema allows and forbids is what the parser does, field by field.
  @Test(
    arguments: [
      ("AUTH", #","payload":{"token":"t","more":1}"#, true), ("AUTH", #","payload":{"token":""}"#, true),
      ("AUTH", #","payload":{}"#, false), ("AUTH", "", false), ("AUTH", #","payload":[]"#, false),
      ("HEARTBEAT", "", true), ("HEARTBEAT", #","timestamp":5,"payload":null"#, true),
      ("RECONNECT", #","payload":{}"#, true), ("RECONNECT", "", false),
      ("RECONNECT", #","payload":{"lastMessageId":null,"subscriptions":null}"#, true),
      ("RECONNECT", #","payload":{"lastMessageId":"msg_1735473600000","subscriptions":[]}"#, true),
      ("RECONNECT", #","payload":{"lastMessageId":"x"}"#, false),
      ("RECONNECT", #","payload":{"lastMessageId":7}"#, false),
      ("RECONNECT", #","payload":{"subscriptions":[1]}"#, false),
      ("QUERY", #","target":"a","action":"X""#, true),
      ("QUERY", #","target":{"id":"a"},"action":"X","payload":7"#, true),
      ("QUERY", #","target":{"type":"AGENT","id":"a"},"payload":{"action":"X"}"#, true),
      ("QUERY", #","target":7,"action":"X""#, false), ("QUERY", #","target":{},"action":"X""#, false),
      ("QUERY", #","target":{"id":"a","type":1},"action":"X""#, false), ("QUERY", #","target":"a","action":"""#, false),
      ("COMMAND", #","target":"a","action":5"#, false),
      ("SUBSCRIBE", #","payload":{"events":["AGENT_STATUS"]}"#, true),
      ("SUBSCRIBE", #","payload":{"events":[]}"#, false),
      ("SUBSCRIBE", #","payload":{"events":"AGENT_STATUS"}"#, false), ("SUBSCRIBE", "", false),
      ("UNSUBSCRIBE", #","payload":{"events":[7]}"#, false),
      ("UNSUBSCRIBE", #","payload":{"events":["AGENT_STATUS"]}"#, true),
    ])
  func `The parser and the declaration agree`(_ type: String, _ rest: String, _ isGood: Bool) throws {
    let declared = Self.messages.declaration(of: try #require(LegacyClientMessageType(rawValue: type)))
    for (id, isGoodID) in [("1", true), (#""x""#, true), (#""""#, false), ("null", false), ("[]", false)] {
      let message = #"{"type":"\#(type)","id":\#(id)\#(rest)}"#
      let violations = declared.shape.violations(in: try JSONDocument(parsing: message).root)
      #expect(violations.isEmpty == (isGood && isGoodID), "\(message): \(violations)")
      var isUnderstood = true
      if case .invalid = Self.dialect.parse(Array(message.utf8)).message { isUnderstood = false }
      #expect(isUnderstood == (isGood && isGoodID), "\(message)")
    }
  }

  // MARK: Names

  @Test func `No two schemas have one name, and v1 has others`() {
    let v1 = V1Messages(.standard)
    let shapes = SchemaDefinitions(v1.everything + Self.all.map(\.shape)).named
    let names = (v1.client + v1.server + v1.events + Self.all).map(\.schemaName)
    let count = (names + shapes.map(\.name)).count
    #expect(Set(names + shapes.map(\.name)).count == count)
    let ours = SchemaDefinitions(Self.all.map(\.shape)).named.filter { $0.name.hasPrefix("legacy_") }
    #expect(!ours.isEmpty && Self.all.allSatisfy { $0.schemaName.hasPrefix("legacy_") })
    let apart = Set(SchemaDefinitions(v1.everything).named.map { ObjectIdentifier($0) })
    #expect(ours.allSatisfy { !apart.contains(ObjectIdentifier($0)) })
  }

  @Test func `A switched off type is no message, and no name in a subscription`() throws {
    let messages = LegacyMessages(try Catalogue(disabling: ["metrics_update", "assessment.*"]))
    #expect(!messages.events.map(\.schemaName).contains("legacy_metrics_update_message"))
    let names = SchemaDefinitions(messages.client.map(\.shape)).named.filter { $0.name == "legacy_event_name" }
    guard case .oneOf(let offered) = try #require(names.first).shape else {
      Issue.record("no names")
      return
    }
    #expect(offered.contains("METRICS_UPDATE"))
    #expect(!offered.contains("SYSTEM_METRICS_UPDATE") && !offered.contains("ASSESSMENT_UPDATE"))
  }
}

extension EventType {
  fileprivate static let bridgedSample = EventType(
    "sample", "A sample.", in: .assessment,
    legacy: LegacyForm(
      "SAMPLE", renames: [.init(["outer", "done_at"], to: "doneAt")], defaults: [.init(["kind"], .string("x"))]),
    schema: [
      .required(
        "outer", .named("outer", "An object.", .object([.required("done_at", .string, "When.")])), "Something."),
      .required("kept", .integer, "Something."), .required("kind", .string, "Something."),
    ], example: #"{"outer":{"done_at":"x"},"kept":1,"kind":"x"}"#)
}
