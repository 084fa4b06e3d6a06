import ConfigSchema
import RouterCore
import TestSupport
import Testing

@testable import MetricsPlugin

@Suite struct AlertStateTests {
  /// Values at one-second steps to changes, as `second:status`.
  private func run(_ yaml: String, _ values: [Double?]) -> [String] {
    var state = AlertState(rule: .sample("metric: cpu_usage\n\(yaml)"), idPrefix: "alert")
    return values.enumerated().compactMap { second, value in
      state.step(value: value, at: VirtualTime.start + .seconds(second)).map { "\(second):\($0.status.rawValue)" }
    }
  }

  @Test(
    "Alerts are raised and cleared once each",
    arguments: [
      ("above: 80", [79, 80, 81, 90, 80, 70, 81] as [Double?], ["2:raised", "4:cleared", "6:raised"]),
      ("above: 80\nclear: 70", [81, 75, 81, 70, 75], ["0:raised", "3:cleared"]),
      ("above: 80\nfor: 2s", [81, 81, 79, 81, 81, 81, 81, 80], ["5:raised", "7:cleared"]),
      ("below: 10\nclear: 20", [10, 9, 15, 20], ["1:raised", "3:cleared"]),
      ("above: 80\nfor: 2s", [81, 81, nil, 81, 81, 81], ["5:raised"]),
      ("above: 80", [81, nil, nil, 70], ["0:raised", "3:cleared"]),
    ])
  func changes(yaml: String, values: [Double?], changes: [String]) {
    #expect(run(yaml, values) == changes)
  }

  @Test(arguments: 0..<200 as Range<UInt64>)
  func `Whatever is measured, raises and clearings alternate and are justified`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let (above, clear) = (80.0, Double.random(in: 60...80, using: &random))
    let hold = Duration.seconds(Int.random(in: 0...5, using: &random))
    var rule = AlertConfig()
    (rule.above, rule.clear, rule.holdingFor) = (above, clear, hold)
    var state = AlertState(rule: rule, idPrefix: "alert")
    var (time, raised, ids) = (VirtualTime.start, nil as String?, Set<String>())
    var pastSince: Timestamp?
    for _ in 0..<200 {
      let value = Int.random(in: 0..<15, using: &random) == 0 ? nil : Double.random(in: 50...95, using: &random)
      if let value, value > above { pastSince = pastSince ?? time } else { pastSince = nil }
      let held = pastSince.map { time - $0 >= hold } ?? false
      let change = state.step(value: value, at: time)
      switch (change?.status, raised) {
      case (.raised, nil):
        #expect(held)
        let isNew = ids.insert(change?.id ?? "").inserted
        #expect(isNew, "another raise had this id")
        raised = change?.id
      case (.cleared, let id?):
        #expect(change?.id == id)
        #expect(value.map { $0 <= clear } ?? false)
        raised = nil
      case (nil, nil): #expect(!held, "an alert is missing")
      case (nil, .some): #expect(value.map { $0 > clear } ?? true, "a clearing is missing")
      default: Issue.record("\(String(describing: change)) while raised is \(String(describing: raised))")
      }
      time = time + .milliseconds(Int.random(in: 100...3000, using: &random))
    }
  }

  @Test func `The event is the documented one`() throws {
    let rule = AlertConfig.sample(
      """
      metric: memory_usage
      above: 80
      clear: 75.5
      components: [inference_engine]
      recommended_action: Scale up resources
      """)
    var state = AlertState(rule: rule, idPrefix: "alert_host_1")
    let raise = state.step(value: 85.2, at: VirtualTime.start)
    let raised = try #require(raise).draft()
    #expect(raised.type == "performance_alert")
    #expect(
      raised.data.description
        == #"{"alert_id":"alert_host_1_1705314600000","severity":"warning","type":"high_memory_usage","#
        + #""message":"Memory usage above 80%","affected_components":["inference_engine"],"current_value":85.2,"#
        + #""threshold":80.0,"recommended_action":"Scale up resources","status":"raised"}"#)
    let clearing = state.step(value: 70, at: VirtualTime.start + .seconds(1))
    let cleared = try #require(clearing).draft()
    #expect(cleared.data.root["message"]?.string == "Memory usage back below 75.5%")
    #expect(cleared.data.root["alert_id"]?.string == "alert_host_1_1705314600000")
    #expect(cleared.data.root["status"]?.string == "cleared")
  }

  @Test(arguments: Metric.allCases)
  func `Every metric makes a valid alert`(metric: Metric) throws {
    var rule = AlertConfig()
    (rule.metric, rule.below) = (metric, 5)
    var state = AlertState(rule: rule, idPrefix: "a")
    let raise = state.step(value: 1, at: VirtualTime.start)
    let draft = try #require(raise).draft()
    #expect(try Intake(catalogue: .standard, time: VirtualTime()).event(from: draft, producer: "host").agent == nil)
    #expect(draft.data.root["type"]?.string == "low_\(metric.rawValue)")
  }
}
