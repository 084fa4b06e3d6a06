import ConfigSchema
import RouterCore
import TestSupport
import Testing

@testable import InsightsPlugin

struct TemplateTests {
  private func text(_ template: String, _ more: String = "") -> String {
    let book = RuleBook.sample(
      "slow: { when: { types: [inference_failed] }, group_by: event.agent, window: 90s, insight: { type: t, description: '\(template)' } }"
    )
    var engine = RuleEngine(book, owner: "findings")
    let finding = engine.step(.failure(42, "agent_7", more: more)).first
    return finding?.insight(at: VirtualTime.start, revision: 1).content.description ?? "nothing was found"
  }

  @Test(arguments: [
    ("plain", "plain"), ("{rule} {group} {count} {window}", "slow agent_7 1 90s"), ("{event.id}", "msg_42"),
    ("{event.time} {event.type}", "2024-01-15T10:30:00Z inference_failed"),
    ("{event.source}/{event.agent}", "test/agent_7"),
    ("{data.error_code}{event.data.error_code}", "TIMEOUTTIMEOUT"), ("{data.nothing}", "none"),
    ("{data.nothing:-a fallback}", "a fallback"), ("{data.nothing:-}", ""), ("{data.nil:-x}", "x"),
    ("{data.list} {data.list.1} {data.deep.a}", "[1, 2] 2 true"), ("{{group}", "{group}"), ("}", "}"),
    ("{data.number}", "1.50"), ("{data.escaped}", "é \t!"), ("{data.bell}", "a b"),
  ])
  func `places are filled from the event that made the rule find it`(template: String, expected: String) {
    let more = #","nil":null,"list":[1, 2],"deep":{"a":true},"number":1.50,"escaped":"\u00e9 \t!","bell":"a\u0007b""#
    #expect(text(template, more) == expected)
  }

  @Test func `texts are cut off between characters, and no event can make an insight too long`() {
    let long = String(repeating: "é", count: 1000)
    let content = text("{data.long}{data.long}", #","long":"x\#(long)""#)
    #expect(content == String(repeating: "x" + String(repeating: "é", count: 255), count: 2))
    #expect(TextLimits.fit(String(repeating: "é", count: 10), 5) == "éé")
  }

  @Test func `an insight gets what the template says`() throws {
    let book = RuleBook.sample(
      """
      r:
        when: { types: [inference_failed] }
        insight:
          type: "{data.kind:-}"
          priority: "{data.level}"
          description: d
          recommendations: ["Ask {data.owner:-somebody}", "Wait"]
          agent_id: "{event.agent}"
          client_id: "{data.client}"
      """)
    var engine = RuleEngine(book, owner: "findings")
    func insight(_ number: UInt64, _ more: String) throws -> Insight {
      try #require(engine.step(.failure(number, "agent_7", more: more)).first).insight(
        at: VirtualTime.start, revision: 1)
    }
    let full = try insight(1, #","kind":"k","level":"critical","owner":"Ada","client":"c""#)
    #expect(full.content.type == "k" && full.content.priority == .critical)
    #expect(full.content.recommendations == ["Ask Ada", "Wait"])
    #expect(full.subject == InsightSubject(client: "c", agent: "agent_7"))
    #expect(full.rule == "r" && full.event == "msg_1" && full.created.subject == "rule:r")
    let bare = try insight(2, #","level":"urgent""#)
    #expect(bare.content.type == "r" && bare.content.priority == .medium)
    #expect(bare.content.recommendations == ["Ask somebody", "Wait"])
    #expect(bare.subject == InsightSubject(agent: "agent_7"))
  }
}
