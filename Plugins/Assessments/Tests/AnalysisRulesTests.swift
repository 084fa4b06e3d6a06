import RouterCore
import TestSupport
import Testing

@testable import AssessmentsPlugin

/// Analyses by the rules of a config.
struct AnalysisRulesTests {
  private static let config = """
    scores:
      phq: { sum: [q1, q2, "sleep.trouble"], bands: { minimal: 0, mild: 5, severe: 8.5 } }
      tenths: { sum: [x, y], partial: true }
    rules:
      - { when: { alone: { const: true } }, points: { phq: 1, isolation: 2 }, finding: Lives alone }
      - { when_score: { phq: { minimum: 8 } }, risk_factor: depression, recommendation: See a doctor }
      - { when: { mood: { maximum: 3 } }, risk_factor: low_mood }
      - { when: { mood: { maximum: 3 } }, when_score: { isolation: { minimum: 2 } }, finding: Lives alone }
    """

  @Test(arguments: [
    ("{}", #"{"scores":{"tenths":0},"bands":{},"risk_factors":[],"findings":[],"recommendations":[]}"#),
    (
      #"{"q1":3,"q2":3,"sleep":{"trouble":1}}"#,
      #"{"scores":{"phq":7,"tenths":0},"bands":{"phq":"mild"},"risk_factors":[],"findings":[],"recommendations":[]}"#
    ),
    (
      #"{"q1":3,"q2":3,"sleep":{"trouble":1},"alone":true,"mood":3,"x":0.1,"y":0.2}"#,
      #"{"scores":{"phq":8,"tenths":0.3,"isolation":2},"bands":{"phq":"mild"},"#
        + #""risk_factors":["depression","low_mood"],"findings":["Lives alone"],"recommendations":["See a doctor"]}"#
    ),
    (
      #"{"q1":3,"q2":"3","mood":"bad","alone":"true"}"#,
      #"{"scores":{"tenths":0},"bands":{},"risk_factors":[],"findings":[],"recommendations":[]}"#
    ),
    (
      #"{"q1":9,"q2":0,"sleep":{"trouble":-20}}"#,
      #"{"scores":{"phq":-11,"tenths":0},"bands":{},"risk_factors":[],"findings":[],"recommendations":[]}"#
    ),
    (
      #"{"x":1.7e308,"y":1.7e308}"#,
      #"{"scores":{},"bands":{},"risk_factors":[],"findings":[],"recommendations":[]}"#
    ),
  ])
  func `Rules make the same of the same fields`(fields: String, analysis: String) throws {
    let rules = AnalysisRules(AnalysisConfig.sample(Self.config))
    #expect(rules.analysis(of: try JSONDocument(parsing: fields).root).description == analysis)
  }

  @Test func `A submitted assessment is analysed by rules`() async throws {
    let practice = try await Practice(
      "analysis: { rules: [{ when: { mood: { maximum: 3 } }, risk_factor: low_mood }] }\nevents: { analysis: true }"
    ).begun()
    _ = try await practice.ask("SUBMIT_ASSESSMENT", #"{"id":"a","fields":{"mood":2}}"#)
    let events = try await practice.bench.running(practice.source) { await practice.bench.events(3) }
    #expect(events.last?.data.root["analysis"]?["risk_factors"]?.text.elementsEqual(#"["low_mood"]"#.utf8) == true)
  }
}
