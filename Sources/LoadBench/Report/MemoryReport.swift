/// The server's memory without and with the clients.
enum MemoryReport: Sendable, Equatable {
  case known(bytes: Double, perSession: Double)
  case unknown(String)

  /// Bytes: what grew by less than this per session did not grow because of the sessions alone.
  private static let least = 1024.0

  init(
    idle: Result<ServerFigures, AdminPage.Unknown>, connected: Result<ServerFigures, AdminPage.Unknown>, clients: Int
  ) {
    do {
      let (before, after) = (try idle.get(), try connected.get())
      let growth = after.residentBytes - before.residentBytes
      self =
        growth >= Self.least * Double(clients)
        ? .known(bytes: after.residentBytes, perSession: growth / Double(clients))
        : .unknown("the server reuses memory of earlier connections: start it anew")
    } catch {
      self = .unknown(error.reason)
    }
  }
}
