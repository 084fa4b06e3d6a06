/// Publishes with one token.
struct Publisher: Sendable {
  private let http: HTTPClient
  private let token: String

  /// Over a connection of its own.
  init(port: Int, token: String) throws {
    self.init(try HTTPClient(port: port), token: token)
  }

  init(_ http: HTTPClient, token: String) {
    self.http = http
    self.token = token
  }

  func post(_ body: String, type: String = "application/json") async throws -> HTTPClient.Reply {
    try await http.post("/api/v1/events", body, ["Authorization": "Bearer \(token)", "Content-Type": type])
  }
}
