import Testing

@testable import RouterGateway

/// The contract's `filters` row (§2).
struct FilterTests {
  @Test(arguments: [
    // OR within a key, AND across keys.
    (#"{"severity":["warning","error"]}"#, "system_alert", #"{"alert_id":"a","severity":"error"}"#, true),
    (#"{"severity":["warning","error"]}"#, "system_alert", #"{"alert_id":"a","severity":"info"}"#, false),
    (#"{"severity":["error"],"type":["x"]}"#, "system_alert", #"{"alert_id":"a","severity":"error","type":"x"}"#, true),
    (
      #"{"severity":["error"],"type":["x"]}"#, "system_alert", #"{"alert_id":"a","severity":"error","type":"y"}"#, false
    ),
    // An attribute that the event lacks passes; null is absent.
    (#"{"severity":["error"]}"#, "system_status", #"{"old_status":"a","new_status":"b"}"#, true),
    (#"{"status":["x"]}"#, "system_alert", #"{"alert_id":"a","severity":"e","status":null}"#, true),
    // A scalar is a list of one, null is no filter.
    (#"{"severity":"error"}"#, "system_alert", #"{"alert_id":"a","severity":"info"}"#, false),
    (#"{"severity":null}"#, "system_alert", #"{"alert_id":"a","severity":"info"}"#, true),
    (#"{"severity":[]}"#, "system_alert", #"{"alert_id":"a","severity":"info"}"#, true),
    // Components: affected_components, the keys of components, or component.
    (
      #"{"components":["database"]}"#, "system_alert",
      #"{"alert_id":"a","severity":"e","affected_components":["redis","database"]}"#, true
    ),
    (
      #"{"components":["database"]}"#, "system_alert",
      #"{"alert_id":"a","severity":"e","affected_components":["redis"]}"#, false
    ),
    (
      #"{"components":["redis"]}"#, "system_status", #"{"old_status":"a","new_status":"b","components":{"redis":"x"}}"#,
      true
    ),
    (
      #"{"components":["redis"]}"#, "system_status",
      #"{"old_status":"a","new_status":"b","components":{"database":"redis"}}"#, false
    ),
    (#"{"components":["redis"]}"#, "system_alert", #"{"alert_id":"a","severity":"e","component":"redis"}"#, true),
    (#"{"components":["redis"]}"#, "system_alert", #"{"alert_id":"a","severity":"e","component":"database"}"#, false),
    // Any other key is equality with that field, numbers by value.
    (#"{"threshold":[80]}"#, "performance_alert", #"{"alert_id":"a","severity":"e","threshold":80.0}"#, true),
    (#"{"threshold":["80"]}"#, "performance_alert", #"{"alert_id":"a","severity":"e","threshold":80}"#, false),
    (#"{"acknowledged":true}"#, "system_alert", #"{"alert_id":"a","severity":"e","acknowledged":true}"#, true),
    (#"{"acknowledged":true}"#, "system_alert", #"{"alert_id":"a","severity":"e","acknowledged":false}"#, false),
  ])
  func `Filters decide by the event's attributes`(_ filters: String, _ type: String, _ data: String, _ passes: Bool)
    throws
  {
    var probe = try SessionProbe()
    #expect(probe.subscribe(#"{"events":["\#(type)"],"filters":\#(filters)}"#) == [confirmed([type])])
    #expect(probe.hears(type, data) == passes)
  }

  @Test(arguments: [
    (#"[1]"#, "'data.filters' is not an object"), (#""x""#, "'data.filters' is not an object"),
    (#"{"severity":{}}"#, "'data.filters.severity' is an object"),
    (#"{"severity":[["error"]]}"#, "'data.filters.severity' has a list inside a list"),
    (#"{"severity":[{}]}"#, "'data.filters.severity' is an object"),
  ])
  func `Filters of the wrong type are refused`(_ filters: String, _ text: String) throws {
    var probe = try SessionProbe()
    #expect(
      probe.subscribe(#"{"events":["agent_status"],"filters":\#(filters)}"#) == [
        refused("INVALID_MESSAGE_FORMAT", text)
      ])
    #expect(probe.session.subscriptions.count == 0)
  }
}
