import Foundation
import Testing

/// Two routers and a bridge, whose every part fails under load. `Tests/EndToEndTests/Clients/bridge_loop.py` does the same fifty
/// times.
struct BridgeLoopTests {
  private struct Report: Decodable {
    let acknowledged: Int
    let heard: Int
    let happened: [String: Int]
    /// The script's own words for every promise that was broken.
    let problems: [Problem]

    struct Problem: Decodable {}
  }

  @Test func `A v1 client hears what the legacy server has acknowledged, each event once and in order`() async throws {
    let script = try ChildProcess(
      Installation.python,
      [Installation.client("bridge_loop.py"), Installation.junctor, "--rounds", "7", "--rate", "100"])
    let line = try await script.lastLine()
    let report = try JSONDecoder().decode(Report.self, from: Data(line.utf8))
    #expect(report.problems.isEmpty, "\(line)")
    #expect(report.acknowledged > 0 && report.heard == report.acknowledged)
    #expect(report.happened.count == 7)
    #expect(try await script.end() == .exit(0))
  }
}
