import Foundation
import Testing

/// Resources of a router that is killed while it is written to. `Tests/EndToEndTests/Clients/write_storm.py` says how.
struct WriteStormTests {
  private struct Report: Decodable {
    let writes: Int
    let answers: Int
    let repetitions: Int
    let events: Int
    let deleted: Int
    /// The script's own words for every promise that was broken.
    let problems: [String]
  }

  @Test(arguments: [1, 2])
  func `After kill -9 in the midst of a thousand writes stores and log agree`(seed: Int) async throws {
    let script = try ChildProcess(
      Installation.python,
      [
        Installation.client("write_storm.py"), Installation.junctor, "--writes", "1000", "--kills", "3", "--seed",
        "\(seed)",
      ])
    let report = try JSONDecoder().decode(Report.self, from: Data(try await script.lastLine().utf8))
    #expect(report.problems == [])
    #expect(report.writes == 1000 && report.deleted == 250)
    #expect(report.events == 1000 + report.deleted)
    // Killed in the midst of them.
    #expect(report.repetitions > 0)
    #expect(try await script.end() == .exit(0))
  }
}
