import Testing

@testable import LoadBench

extension BenchOptions {
  static func test(_ scenario: Scenario) throws -> BenchOptions {
    let server = try #require(ServerURL(parsing: "ws://127.0.0.1:1", scheme: "ws"))
    var options = BenchOptions(
      scenario: scenario, server: server, admin: nil, token: "token", clients: 4, length: .count(10), warmUp: nil)
    options.patience = .seconds(30)
    return options
  }
}

extension Publishing {
  static let test = Publishing(pace: .closed(window: 4), payload: 200, batch: 1, pipeline: 8)
}
