import Foundation
import Testing

/// A client, an assessment, its analysis and the insight of it, through all doors. `Tests/EndToEndTests/Clients/care_scenario.py` says how.
struct CareScenarioTests {
  private struct Report: Decodable {
    /// The legacy names of what every client heard, in order.
    let heard: [String]
    /// The script's own words for everything that was not as it should be.
    let problems: [String]
  }

  private static let agent = ["--agent", "\(Installation.repository)/Plugins/Agents/Examples/agent.py"]

  @Test(arguments: [[], agent])
  func `An assessment is created, submitted and analysed, and everybody hears of it in one order`(
    options: [String]
  ) async throws {
    let script = try ChildProcess(
      Installation.python, [Installation.client("care_scenario.py"), Installation.junctor] + options)
    let report = try JSONDecoder().decode(Report.self, from: Data(try await script.lastLine().utf8))
    #expect(report.problems == [])
    #expect(report.heard.count { $0 == "ASSESSMENT_UPDATE" } == 4)
    #expect(report.heard.contains("INSIGHT_UPDATE") && report.heard.contains("METRICS_UPDATE"))
    #expect(try await script.end() == .exit(0))
  }
}
