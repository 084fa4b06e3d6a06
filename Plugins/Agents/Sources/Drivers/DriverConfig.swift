import ConfigSchema
import Logging
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
  /// The order to start, with the agent's configuration as it is now; nil when there is no such agent any more.
  let startOrder: @Sendable () async throws -> AgentOrder?

  var time: any TimeSource { component.time }
  var connections: AgentConnections { component.agents.connections }

  /// The order to start, asked for again and again while the store is away; nil when there is none, or when cancelled.
  func currentStart() async -> AgentOrder? {
    var backoff = Backoff(first: .milliseconds(100), limit: .seconds(10))
    while !Task.isCancelled {
      do {
        return try await startOrder()
      } catch {
        await complain("the agent's configuration cannot be read yet", error, &backoff)
      }
    }
    return nil
  }

  /// Tells what has become of the agent, again and again while that cannot be kept.
  /// - Returns: whether it is kept; false when cancelled before.
  func report(_ news: DriverNews, to tell: DriverNews.Tell) async -> Bool {
    var backoff = Backoff(first: .milliseconds(100), limit: .seconds(10))
    while !Task.isCancelled {
      do {
        try await tell(news)
        return true
      } catch {
        await complain("what became of the agent cannot be kept yet", error, &backoff)
      }
    }
    return false
  }

  /// A word in the log, and a pause.
  private func complain(_ words: String, _ error: any Error, _ backoff: inout Backoff) async {
    guard !Task.isCancelled else { return }
    component.logger.warning("\(words)", metadata: ["agent": "\(agent)", "reason": "\(error)"])
    try? await time.sleep(for: backoff.next())
  }
}
