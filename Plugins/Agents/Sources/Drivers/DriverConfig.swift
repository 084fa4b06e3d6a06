import ConfigSchema
import RouterCore

/// What a config says of one kind of driver: `driver: { type: …, … }`.
protocol DriverConfig: ConfigObject {
  static var kind: DriverKind { get }
  /// Whether the agent ends with the router: it is started again then, and not looked for.
  static var endsWithRouter: Bool { get }
  /// What whoever may see the agent may know, besides the kind; nothing secret.
  var shown: [(key: String, text: String)] { get }
  /// Whom the router asks; nil when it asks nobody.
  var server: (host: String, port: Int)? { get }

  func makeDriver(_ context: DriverContext) -> any AgentDriver
}

extension DriverConfig {
  static var endsWithRouter: Bool { false }
  var shown: [(key: String, text: String)] { [] }
  var server: (host: String, port: Int)? { nil }
}

/// What a driver gets to work with.
struct DriverContext: Sendable {
  /// The id.
  let agent: String
  /// Of the source.
  let component: ComponentContext
  let attendance: Attendance

  var time: any TimeSource { component.time }
  var connections: AgentConnections { component.agents.connections }
}
