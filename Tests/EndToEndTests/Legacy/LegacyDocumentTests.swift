import Glibc
import RouterCore
import TestSupport
import Testing

/// The code that the legacy document prints, in Node against the real router.
struct LegacyDocumentTests {
  /// A program of the document's code.
  private struct Printed {
    private let process: ChildProcess

    init(_ scenario: String, _ router: JunctorProcess) throws {
      process = try ChildProcess(Installation.node, [Installation.client("legacy_document_classes.js")])
      try process.write(#"{"scenario":"\#(scenario)","port":\#(router.port)}"#)
    }

    func act(_ name: String, _ more: String = "") throws { try process.write(#"{"do":"\#(name)"\#(more)}"#) }

    /// The report with this number among those that say this; others in between are passed over.
    func report(_ what: String, _ number: Int = 1) async throws -> JSONNode {
      try await report(number, what) { $0["what"]?.string == what }
    }

    /// The event with this number.
    func event(_ number: Int) async throws -> JSONNode {
      let report = try await report(number, "event") { $0[["message", "type"]]?.string == "EVENT" }
      return try #require(report[["message", "payload"]])
    }

    private func report(_ number: Int, _ what: String, _ isOne: (JSONNode) -> Bool) async throws -> JSONNode {
      var (index, found) = (0, 0)
      while let line = try await process.output.line(at: index, "\(what) number \(number)") {
        let report = try JSONDocument(parsing: line).root
        if isOne(report) { found += 1 }
        if found == number { return report }
        index += 1
      }
      throw Unexpected(process.errors.text + process.output.text, instead: "\(number) × \(what)")
    }
  }

  /// What an anonymous reader of the development profile gets, without a word of config.
  private static let config = SampleConfig.clients

  private static func text(_ node: JSONNode?) -> String? { node.map { String(decoding: $0.text, as: UTF8.self) } }

  @Test(arguments: PrintedCode.all.indices)
  func `The code that runs is the printed code without its types`(index: Int) throws {
    let code = PrintedCode.all[index]
    #expect(try code.stripped == code.javaScript, "\(code.name)")
  }

  @Test func `The usage example gets an answer, though nobody knows the metrics`() async throws {
    try await JunctorProcess.run(Self.config) { router in
      let printed = try Printed("api", router)
      _ = try await printed.report("open")
      try printed.act("ask")
      let log = try await printed.report("log")
      #expect(log["text"]?.string == "Dashboard metrics:")
      #expect(log[["value", "code"]]?.string == "PROCESSING_ERROR")
      #expect(log[["value", "details", "reason"]]?.string?.hasSuffix("unavailable") == true)
      #expect(try #require(log[["value", "details", "retryAfter"]]?.int) > 0)
    }
  }

  @Test func `The usage example shows the metrics that a bridged server knows`() async throws {
    let server = try await LegacyServer()
    let routing = "sources: { old: \(server.source()) }\npipelines: { live: { from: [old], to: [clients] } }"
    try await JunctorProcess.run(SampleConfig(routing: routing)) { router in
      _ = try await router.metrics { $0.sum("junctor_source_failing", ["source": "old"]) == 0 }
      let printed = try Printed("api", router)
      _ = try await printed.report("open")
      try printed.act("ask")
      let log = try await printed.report("log")
      #expect(log["text"]?.string == "Dashboard metrics:")
      #expect(Self.text(log["value"]) == #"{"activeClients":{"count":42,"trend":2},"timeframe":"current"}"#)
    }
  }

  @Test func `The usage example shows the figures of this router`() async throws {
    let routing = "sources: { findings: { type: insights } }\npipelines: { live: { from: [findings], to: [clients] } }"
    try await JunctorProcess.run(SampleConfig(routing: routing)) { router in
      let insights = try ResourceClient(router, token: try await router.token())
      try await insights.create("insights", #"{"type":"risk_factor","priority":"low","description":"d"}"#)
      let printed = try Printed("api", router)
      _ = try await printed.report("open")
      try printed.act("ask")
      let log = try await printed.report("log")
      #expect(log["text"]?.string == "Dashboard metrics:")
      let figures = #""openInsights":{"count":1,"trend":1},"urgentInsights":{"count":0,"trend":0}"#
      #expect(Self.text(log["value"]) == #"{\#(figures),"timeframe":"current"}"#)
    }
  }

  @Test func `AgentAPI subscribes, is answered by id, and passes events over`() async throws {
    try await JunctorProcess.run(Self.config) { router in
      let printed = try Printed("api", router)
      _ = try await printed.report("open")
      let subscribe = #""type":"COMMAND","target":"analysis-agent","action":"SUBSCRIBE""#
      try printed.act("send", ",\(subscribe),\"data\":{\"events\":[\"ASSESSMENT_UPDATE\",\"AGENT_STATUS\"]}")
      let answer = try await printed.report("answer")
      #expect(Self.text(answer["answer"]) == #"{"events":["ASSESSMENT_UPDATE","AGENT_STATUS"],"status":"active"}"#)
      let response = try #require(try await printed.report("message")["message"])
      #expect(response["type"]?.string == "RESPONSE")
      #expect(response[["metadata", "correlationId"]]?.string == response["id"]?.string)
      #expect(Self.text(response["source"]) == #"{"type":"AGENT","id":"analysis-agent"}"#)

      try await router.publish(
        [Events.status(), LegacyEvents.completedAssessment, Events.alert("a")], token: try await router.token())
      let status = try await printed.event(1)
      #expect(status["type"]?.string == "AGENT_STATUS")
      #expect(status[["data", "new_status"]]?.string == "active")
      let update = try await printed.event(2)
      #expect(
        Self.text(update["data"])
          == #"{"id":"assessment_456","status":"completed","completedAt":"2024-12-29T12:30:00Z"}"#)
      // The class resolves by id, and no event has the id of a request.
      try printed.act("send", #","type":"QUERY","target":"nobody","action":"GET_DASHBOARD_METRICS","data":{}"#)
      let refusal = try await printed.report("answer", 2)
      #expect(refusal[["answer", "code"]]?.string == "PROCESSING_ERROR")
      #expect(refusal["waiting"]?.int == 0)
    }
  }

  @Test(arguments: [true, false])
  func `The printed reconnection comes back, and the printed subscriptions with it`(isKilled: Bool) async throws {
    var printed: Printed?
    defer { withExtendedLifetime(printed) {} }
    let token = try await JunctorProcess.run(Self.config, in: try .withSecret()) { router in
      let client = try Printed("reconnecting", router)
      printed = client
      try client.act("subscribe", #","event":"INSIGHT_UPDATE""#)
      try client.act("subscribe", #","event":"METRICS_UPDATE""#)
      try client.act("connect")
      let answer = try await client.report("answer")["answer"]
      #expect(Self.text(answer) == #"{"events":["INSIGHT_UPDATE","METRICS_UPDATE"],"status":"active"}"#)
      let token = try await router.token()
      try await router.publish([LegacyEvents.insight], token: token)
      #expect(try await client.event(1)["type"]?.string == "INSIGHT_UPDATE")
      _ = try await router.stop(isKilled ? SIGKILL : SIGTERM)
      return token
    }
    let client = try #require(printed)
    #expect(try await client.report("close")["code"]?.int == (isKilled ? 1006 : 1001))
    #expect(try await client.report("pause")["length"]?.int == 1000)
    // Nobody is there: the next pause is longer.
    try client.act("continue")
    #expect(try await client.report("pause", 2)["length"]?.int == 2000)
    try client.act("unsubscribe", #","event":"METRICS_UPDATE""#)

    try await JunctorProcess.run(Self.config, in: try .withSecret()) { router in
      try client.act("move", ",\"port\":\(router.port)")
      try client.act("continue")
      _ = try await client.report("open", 2)
      let answer = try await client.report("answer", 2)["answer"]
      #expect(Self.text(answer) == #"{"events":["INSIGHT_UPDATE"],"status":"active"}"#)
      try await router.publish([LegacyEvents.clientMetrics, LegacyEvents.insight], token: token)
      #expect(try await client.event(2)["type"]?.string == "INSIGHT_UPDATE")
    }
  }
}
