/// Everything that a bench is told.
package struct BenchOptions: Sendable {
  package var scenario: Scenario
  package var server: ServerURL
  /// Nil where the figures of the server are not to be had.
  package var admin: ServerURL?
  /// A PEM file with the certificates to trust; nil for the system's.
  package var certificates: String?
  package var token: String
  package var clients: Int
  package var length: RunLength
  package var warmUp: RunLength?
  /// Whether clients ask for compressed frames.
  package var deflate = false
  /// Event loops that receive; the publisher has one of its own.
  package var threads = 1
  /// Handshakes under way at a time.
  package var connecting = 64
  /// How long nothing may arrive before what is missing counts as lost, and how long a handshake may take.
  package var patience: Duration = .seconds(10)

  package init(
    scenario: Scenario, server: ServerURL, admin: ServerURL?, token: String, clients: Int, length: RunLength,
    warmUp: RunLength?
  ) {
    self.scenario = scenario
    self.server = server
    self.admin = admin
    self.token = token
    self.clients = clients
    self.length = length
    self.warmUp = warmUp
  }
}

/// When a part of a bench ends.
package enum RunLength: Sendable, Equatable {
  case time(Duration)
  /// So many events or requests.
  case count(Int)
}
