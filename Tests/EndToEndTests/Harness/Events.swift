/// Envelopes to publish.
enum Events {
  static func alert(_ id: String, severity: String = "error", type: String = "disk_full", more: String = "") -> String {
    let data = #""alert_id":"\#(id)","severity":"\#(severity)","type":"\#(type)"\#(more)"#
    return #"{"type":"system_alert","data":{\#(data)}}"#
  }

  static func status(agent: String = "agent_1", reason: String = "test") -> String {
    let data = #""agent_id":"\#(agent)","old_status":"idle","new_status":"active","reason":"\#(reason)""#
    return #"{"type":"agent_status","data":{\#(data)}}"#
  }
}
