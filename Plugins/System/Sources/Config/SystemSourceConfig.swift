import ConfigSchema

/// A source of type `system`.
struct SystemSourceConfig: ConfigObject {
  var every: Duration = .seconds(5)
  var raiseAfter: Duration = .seconds(5)
  var clearAfter: Duration = .seconds(15)
  var queueUse = 0.8
  var logUse = 0.9
  var diskUse = 0.95
  var connectionUse = 0.9
  var sessionsBehind = 0.5

  static let summary = "Watches the router's own health, says when it changes, and switches maintenance."
  static var fields: [Field<Self>] {
    [
      Field("every", \.every, .range(.milliseconds(100)...Duration.seconds(3600)), "the time between two looks"),
      Field(
        "raise_after", \.raiseAfter, .range(.zero...Duration.seconds(3600)),
        "so long something must be wrong to be told"),
      Field(
        "clear_after", \.clearAfter, .range(.zero...Duration.seconds(3600)),
        "so long nothing must be wrong with it for it to be over"),
      Field(
        "queue_use", \.queueUse, .range(0.01...1),
        "what waits to be routed, for a sink in memory or for an event loop, as a share of its bound"),
      Field("log_use", \.logUse, .range(0.01...1), "what the log retains, as a share of its hard limit"),
      Field("disk_use", \.diskUse, .range(0.01...1), "the used share of the disk that the log is on"),
      Field("connection_use", \.connectionUse, .range(0.01...1), "open connections, as a share of what there may be"),
      Field(
        "sessions_behind", \.sessionsBehind, .range(0.01...1),
        "sessions whose clients do not read, as a share of all, from 10 on"),
    ]
  }
}
