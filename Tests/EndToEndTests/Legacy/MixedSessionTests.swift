import Foundation
import Testing

/// A v1 client, a stream and a legacy client that hear the same. `Tests/EndToEndTests/Clients/mixed_sessions.py` says how.
struct MixedSessionTests {
  private struct Report: Decodable {
    let acknowledged: Int
    let heard: [String: Int]
    let cuts: [String: Int]
    let resumes: [String: Int]
    let types: Int
    /// The script's own words for every promise that was broken.
    let problems: [Problem]

    struct Problem: Decodable {}
  }

  @Test(arguments: [["--seed", "1"], ["--seed", "2", "--bridged"]])
  func `Clients of three kinds, each resumed at random points, hear the same sequence of ids`(
    options: [String]
  ) async throws {
    let arguments = [Installation.junctor, "--cuts", "8", "--kills", "1", "--rate", "100"] + options
    let script = try ChildProcess(Installation.python, [Installation.client("mixed_sessions.py")] + arguments)
    let line = try await script.lastLine()
    let report = try JSONDecoder().decode(Report.self, from: Data(line.utf8))
    #expect(report.problems.isEmpty, "\(line)")
    #expect(report.acknowledged > 0 && report.types == 10)
    #expect(Set(report.heard.values) == [report.acknowledged] && report.heard.count == 3)
    #expect(report.cuts.values.allSatisfy { $0 == 8 } && report.resumes.values.allSatisfy { $0 >= 8 })
    #expect(try await script.end() == .exit(0))
  }
}
