import RouterCore

/// The way to an agent that is asked by HTTP.
protocol OrderTransport: Sendable {
  /// - Parameter limit: how long it may take; nil: until cancelled.
  func post(_ order: AgentOrder, within limit: Duration?) async throws(DriverError) -> AgentReply
  func close() async
}
