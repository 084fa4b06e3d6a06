import Foundation
import Testing

/// The router is killed while events are published. `Tests/EndToEndTests/Clients/kill_loop.py` does the same a hundred times.
struct KillingTests {
  private struct Report: Decodable {
    let acknowledged: Int
    let resumes: Int
    /// The script's own words for every promise that was broken.
    let problems: [Problem]

    struct Problem: Decodable {}
  }

  @Test(arguments: ["commit", "off"])
  func `What was acknowledged survives, for durable sinks and for clients that resume`(fsync: String) async throws {
    let script = try ChildProcess(
      Installation.python,
      [
        Installation.client("kill_loop.py"), Installation.junctor, "--rounds", "3", "--rate", "200", "--clients", "3",
        "--fsync", fsync,
      ])
    let line = try #require(try await script.output.line(at: 0, "the script's report"), "\(script.errors.text)")
    let report = try JSONDecoder().decode(Report.self, from: Data(line.utf8))
    #expect(report.problems.isEmpty, "\(line)")
    #expect(report.acknowledged > 0)
    #expect(report.resumes >= 3)
    #expect(try await script.end() == .exit(0))
  }
}
