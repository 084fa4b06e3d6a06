import ConfigSchema
import RouterCore

package let heartbeatPlugin = Plugin(
  name: "heartbeat", summary: "Says that the router lives.",
  sources: [
    SourceFactory(type: "heartbeat", HeartbeatConfig.self) { config, context in
      HeartbeatSource(config: config, time: context.time)
    }
  ])

struct HeartbeatConfig: ConfigObject {
  var every: Duration = .seconds(10)

  static let summary = "Emits a system_status event again and again."
  static var fields: [Field<Self>] { [Field("every", \.every, "the time between two events")] }
}

struct HeartbeatSource: Source {
  let config: HeartbeatConfig
  let time: any TimeSource

  func run(_ emitter: Emitter) async throws {
    let data = try JSONDocument(parsing: #"{"old_status":"healthy","new_status":"healthy","reason":"heartbeat"}"#)
    while true {
      try await time.sleep(for: config.every)
      try await emitter.emit(EventDraft(type: "system_status", data: data))
    }
  }
}
