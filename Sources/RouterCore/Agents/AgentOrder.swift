/// What an agent is told, whatever the way to it. On the wire it is a v1 message, the same that clients send to agents:
///
/// ```json
/// {"type":"command","timestamp":"…","data":{"agent_id":"a","command":"start","parameters":{},"request_id":"req_1"}}
/// ```
/// The agent answers by `command_result`; see `AgentReply`.
package struct AgentOrder: Sendable {
  /// `start`, `stop`, `restart`, `update_config`, `get_status`; or `run_task`, with the parameters `task` and `input`.
  package let command: String
  package let agent: String
  /// An object; nil for none.
  package let parameters: JSONDocument?
  /// Unique.
  package let requestID: String

  package init(_ command: String, agent: String, parameters: JSONDocument?, requestID: String) {
    (self.command, self.agent, self.parameters, self.requestID) = (command, agent, parameters, requestID)
  }

  /// The message's text.
  package func message(at time: Timestamp) -> [UInt8] {
    var writer = JSONWriter()
    write(at: time, to: &writer)
    return writer.finish()
  }

  package func write(at time: Timestamp, to writer: inout JSONWriter) {
    writer.beginObject()
    writer.member("type", "command")
    writer.member("timestamp", time)
    writer.key("data")
    writer.beginObject()
    writer.member("agent_id", agent)
    writer.member("command", command)
    if let parameters { writer.member("parameters", parameters.root) }
    writer.member("request_id", requestID)
    writer.endObject()
    writer.endObject()
  }
}

/// What an agent answers: the `data` of `command_result`, or, by HTTP, the body of the answer.
///
/// ```json
/// {"request_id":"req_1","status":"succeeded","result":{}}
/// {"request_id":"req_1","status":"failed","error_message":"no model"}
/// ```
package struct AgentReply: Sendable {
  package enum Outcome: Sendable {
    /// An object; nil for none.
    case succeeded(JSONDocument?)
    case failed(String)
  }

  /// Nil where the way it came says it.
  package let requestID: String?
  package let outcome: Outcome

  package init(requestID: String?, outcome: Outcome) { (self.requestID, self.outcome) = (requestID, outcome) }

  /// What `data` of `command_result` has to be.
  package static let shape = PayloadShape.object([
    .optional("request_id", .identifier, "The order that is answered."),
    .required("status", .oneOf(["succeeded", "failed"]), "Whether it was carried out."),
    .optional("result", .map(of: .any), "What came of it."),
    .optional("error_message", .string, "Why it failed."),
  ])

  /// - Throws: what is wrong with it.
  package init(_ data: JSONNode) throws(PayloadViolation) {
    if let violation = Self.shape.violations(in: data, limit: 1).first { throw violation }
    requestID = data["request_id"]?.string
    let isSuccess = data["status"]?.string == "succeeded"
    let result = data["result"].flatMap { $0.isNull ? nil : $0.detached() }
    outcome = isSuccess ? .succeeded(result) : .failed(data["error_message"]?.string ?? "the agent gives no reason")
  }
}
