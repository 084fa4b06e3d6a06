import ConfigSchema

/// `stop:` of an agent that is a process.
struct StopConfig: ConfigObject {
  var order: Duration = .seconds(10)
  var terminate: Duration = .seconds(5)

  static let summary = """
    How it is ended: the order `stop` and the end of its standard input, then SIGTERM, then SIGKILL, the signals to it and to all \
    processes of its group.
    """
  static var fields: [Field<Self>] {
    [
      Field("order", \.order, .atLeast(.zero), "how long it may take to end by itself after the order"),
      Field("terminate", \.terminate, .atLeast(.zero), "how long it may take after SIGTERM"),
    ]
  }
}
