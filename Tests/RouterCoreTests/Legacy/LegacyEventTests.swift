import RouterCore
import TestSupport
import Testing

struct LegacyEventTests {
  private func read(_ text: String, _ catalogue: Catalogue = .standard) throws -> LegacyEvent {
    try LegacyEvent(reading: JSONDocument.sample(text).root, catalogue)
  }

  @Test(
    "The printed events become events of the catalogue",
    arguments: [
      (
        #"""
        {
          "type": "EVENT",
          "source": {
            "type": "AGENT",
            "id": "analysis-agent"
          },
          "payload": {
            "type": "METRICS_UPDATE",
            "data": {
              "activeClients": {
                "count": 43,
                "trend": 3
              }
            }
          }
        }
        """#, "client_metrics_update", "analysis-agent"
      ),
      (
        #"""
        {
          "type": "EVENT",
          "source": {
            "type": "AGENT",
            "id": "assessment-agent"
          },
          "payload": {
            "type": "ASSESSMENT_UPDATE",
            "data": {
              "id": "assessment_456",
              "status": "completed",
              "completedAt": "2024-12-29T12:30:00Z"
            }
          }
        }
        """#, "assessment_update", "assessment-agent"
      ),
      (
        #"""
        {
          "type": "EVENT",
          "source": {
            "type": "AGENT",
            "id": "analysis-agent"
          },
          "payload": {
            "type": "INSIGHT_UPDATE",
            "data": {
              "type": "risk_factor",
              "priority": "high",
              "description": "New high priority insight",
              "recommendations": [
                "Immediate action recommended"
              ]
            }
          }
        }
        """#, "insight_update", "analysis-agent"
      ),
    ])
  func printed(frame: String, type: String, source: String) throws {
    let event = try read(frame)
    let known = try #require(Catalogue.standard.type(named: type))
    #expect(Catalogue.standard[event.type].name == type)
    #expect(event.draft.type == type)
    #expect(event.draft.source == source)
    #expect(event.id == nil)
    #expect(event.draft.time == nil)
    // The example of the type is the printed payload, indented otherwise.
    #expect(event.draft.data.root.isEqual(to: JSONDocument.sample(known.example).root))
    // And back, byte for byte.
    let data = try #require(JSONDocument.sample(frame).root["payload"]?["data"]?.detached())
    #expect(try known.legacy.legacy(from: event.draft.data).bytes == data.bytes)
  }

  @Test(arguments: [
    #""id":7,"timestamp":1735473600000,"source":"a""#, #""id":"","timestamp":"yesterday","source":{"id":1}"#,
    #""id":{},"timestamp":[],"source":{"id":""}"#, #""id":true,"timestamp":{},"source":[]"#,
  ])
  func `What is of no use around the payload counts as left out`(_ members: String) throws {
    let event = try read(
      #"{"type":"EVENT",\#(members),"payload":{"type":"AGENT_STATUS","data":{}}}"#)
    #expect(event.id == nil && event.time == nil && event.source == nil)
    #expect(event.draft.time == nil && event.draft.source == nil)
  }

  @Test func `Id, time and source are taken over, the data as it is written`() throws {
    let event = try read(
      #"""
      {"type":"EVENT","id":"msg_7","timestamp":"2024-12-29T14:00:00.250+02:00","source":{"id":"a"},"more":1,
      "payload":{"type":"AGENT_STATUS","action":"WHATEVER","data":{ "agent_id" : "\u00e9", "n":1.50 }}}
      """#)
    #expect(event.id == "msg_7")
    #expect(event.time == Timestamp(text: "2024-12-29T12:00:00.250Z"))
    #expect(event.draft.time == event.time)
    #expect(event.source == "a")
    #expect(event.draft.data.description == #"{ "agent_id" : "\u00e9", "n":1.50 }"#)
  }

  @Test func `What is null is left out`() throws {
    let event = try read(
      #"{"type":"EVENT","id":null,"timestamp":null,"source":null,"payload":{"type":"AGENT_STATUS","data":{}}}"#)
    #expect(event.id == nil && event.time == nil && event.source == nil)
  }

  @Test(
    "What is no event is refused with its field",
    arguments: [
      ("[]", nil, "no object with"),
      ("{}", nil, "no object with"),
      (#"{"type":"RESPONSE"}"#, nil, "no object with"),
      (#"{"type":"EVENT"}"#, "payload", "expected an object, found nothing"),
      (#"{"type":"EVENT","payload":[]}"#, "payload", "expected an object, found an array"),
      (#"{"type":"EVENT","payload":{}}"#, "payload.type", "found nothing"),
      (#"{"type":"EVENT","payload":{"type":1}}"#, "payload.type", "found a number"),
      (#"{"type":"EVENT","payload":{"type":"NOPE"}}"#, "payload.type", "no event type with the legacy name 'NOPE'"),
      (#"{"type":"EVENT","payload":{"type":"agent_status"}}"#, "payload.type", "legacy name 'agent_status'"),
      (#"{"type":"EVENT","payload":{"type":"AGENT_CREATED"}}"#, "payload.type", "switched off"),
      (#"{"type":"EVENT","payload":{"type":"AGENT_STATUS"}}"#, "payload.data", "expected an object, found nothing"),
      (#"{"type":"EVENT","payload":{"type":"AGENT_STATUS","data":null}}"#, "payload.data", "found null"),
    ] as [(String, String?, String)])
  func refused(frame: String, field: String?, message: String) throws {
    let catalogue = try Catalogue(disabling: ["agent_created"])
    let error = try #require(throws: LegacyEventError.self) { try read(frame, catalogue) }
    #expect(error.field == field)
    #expect(error.description.contains(message), "\(error)")
  }
}
