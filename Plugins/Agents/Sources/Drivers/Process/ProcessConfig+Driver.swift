import RouterCore

extension ProcessConfig: DriverConfig {
  static var kind: DriverKind { .process }
  static var endsWithRouter: Bool { true }
  /// Arguments and variables may be secret.
  var shown: [(key: String, text: String)] { [("command", command)] }

  func makeDriver(_ context: DriverContext) -> any AgentDriver {
    ProcessDriver(config: self, context: context)
  }
}
