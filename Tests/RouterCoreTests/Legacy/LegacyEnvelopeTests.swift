import RouterCore
import TestSupport
import Testing

struct LegacyEnvelopeTests {
  private func frame(
    _ type: String, _ data: String, source: String = "fleet", components: Set<String> = ["fleet", "host"]
  ) -> String {
    var bytes: [UInt8] = []
    LegacyEnvelope(.standard, components: components)
      .append(.sample(42, type, data, time: VirtualTime.start, source: source), to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// As the legacy documentation prints them, with what it leaves out: id, timestamp and action.
  @Test(
    "The documented events are written as they are printed",
    arguments: [
      (
        "client_metrics_update", #"{ "active_clients": { "count": 43, "trend": 3 } }"#,
        #"""
        {"type":"EVENT","id":"msg_42","timestamp":"2024-01-15T10:30:00Z",
        "source":{"type":"AGENT","id":"analysis-agent"},
        "payload":{"type":"METRICS_UPDATE","action":"METRICS_UPDATE",
        "data":{ "activeClients": { "count": 43, "trend": 3 } }}}
        """#
      ),
      (
        "assessment_update",
        #"{"id": "assessment_456", "status": "completed", "completed_at": "2024-12-29T12:30:00Z"}"#,
        #"""
        {"type":"EVENT","id":"msg_42","timestamp":"2024-01-15T10:30:00Z",
        "source":{"type":"AGENT","id":"assessment-agent"},
        "payload":{"type":"ASSESSMENT_UPDATE","action":"ASSESSMENT_UPDATE",
        "data":{"id": "assessment_456", "status": "completed", "completedAt": "2024-12-29T12:30:00Z"}}}
        """#
      ),
      (
        "insight_update", #"{"type":"risk_factor","priority":"high","completed_at":1}"#,
        #"""
        {"type":"EVENT","id":"msg_42","timestamp":"2024-01-15T10:30:00Z",
        "source":{"type":"AGENT","id":"analysis-agent"},
        "payload":{"type":"INSIGHT_UPDATE","action":"INSIGHT_UPDATE",
        "data":{"type":"risk_factor","priority":"high","completed_at":1}}}
        """#
      ),
      (
        "metrics_update", #"{"system": {"cpu_usage": 45.20}}"#,
        #"""
        {"type":"EVENT","id":"msg_42","timestamp":"2024-01-15T10:30:00Z",
        "source":{"type":"AGENT","id":"fleet"},
        "payload":{"type":"SYSTEM_METRICS_UPDATE","action":"SYSTEM_METRICS_UPDATE",
        "data":{"system": {"cpu_usage": 45.20}}}}
        """#
      ),
    ])
  func documented(type: String, data: String, expected: String) {
    #expect(frame(type, data) == expected.split(separator: "\n").joined())
  }

  @Test(
    "The source is the agent, a producer of the event's own, the documented one or the system",
    arguments: [
      ("agent_status", documentedStatus, "fleet", "agent_123"),
      ("agent_status", documentedStatus, "somebody", "agent_123"),
      ("insight_update", #"{"type":"x"}"#, "somebody", "somebody"),
      ("insight_update", #"{"type":"x"}"#, "fleet", "analysis-agent"),
      ("insight_update", #"{"type":"x"}"#, "ingest", "analysis-agent"),
      ("insight_update", #"{"type":"x"}"#, "", "analysis-agent"),
      ("system_alert", #"{"alert_id":"a","severity":"x"}"#, "host", "host"),
      ("system_alert", #"{"alert_id":"a","severity":"x"}"#, "some\"body", #"some\"body"#),
      ("system_alert", #"{"alert_id":"a","severity":"x"}"#, "ingest", "system"),
      ("system_alert", #"{"alert_id":"a","severity":"x"}"#, "", "system"),
    ])
  func source(type: String, data: String, source: String, expected: String) {
    #expect(frame(type, data, source: source).contains(#""source":{"type":"AGENT","id":"\#(expected)"},"#))
  }

  @Test func `Frames are appended`() {
    var bytes = Array("before".utf8)
    let envelope = LegacyEnvelope(.standard, components: [])
    for number in 1...3 as ClosedRange<UInt64> { envelope.append(.sample(number), to: &bytes) }
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(text.hasPrefix(#"before{"type":"EVENT","id":"msg_1","#))
    #expect(text.contains(#"}}}{"type":"EVENT","id":"msg_3","#))
  }
}
