/// The server's memory without and with the clients.
enum MemoryReport: Sendable, Equatable {
  case known(bytes: Double, perSession: Double)
  case unknown(String)

  init(
    idle: Result<ServerFigures, AdminPage.Unknown>, connected: Result<ServerFigures, AdminPage.Unknown>, clients: Int
  ) {
    do {
      let (before, after) = (try idle.get(), try connected.get())
      let growth = after.residentBytes - before.residentBytes
      self =
        growth > 0
        ? .known(bytes: after.residentBytes, perSession: growth / Double(clients))
        : .unknown("the server reuses memory of earlier connections: start it anew")
    } catch {
      self = .unknown(error.reason)
    }
  }
}
