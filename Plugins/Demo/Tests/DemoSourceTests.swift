import ConfigSchema
import RouterCore
import TestSupport
import Testing

@testable import DemoPlugin

@Suite(.timeLimit(.minutes(1))) struct DemoSourceTests {
  @Test(arguments: ["rate: 10/s", "rate: 5000/s", "rate: 1/min\nagents: 1\nseed: 9"])
  func `The source keeps the contract`(config: String) async {
    await SourceContract(demoSourceFactory, config: .yaml(config), events: 100, isRepeatable: true).check()
  }

  @Test(arguments: [("10/s", 10), ("1000/s", 1000), ("100000/s", 100_000), ("90/min", 1), ("7/s", 7)])
  func `The rate is kept`(rate: String, perSecond: Int) {
    let start = VirtualTime.start
    var pace = Pace(rate: DemoSourceConfig.sample("rate: \(rate)").rate.perSecond, start: start)
    var (now, count) = (start, 0)
    while case let next = pace.next(after: now), next <= start + .seconds(1) {
      now = next
      count += pace.take(at: now)
    }
    #expect(count == perSecond)
  }

  @Test func `Arrears are not made up for, and a clock that is set back does not stop the stream`() {
    let start = VirtualTime.start
    var pace = Pace(rate: 10, start: start)
    #expect(pace.take(at: start + .milliseconds(500)) == 5)
    #expect(pace.take(at: start + .seconds(60)) == 0)
    #expect(pace.take(at: start + .milliseconds(60_100)) == 1)
    #expect(pace.take(at: start) == 0)
    #expect(pace.next(after: start) == start + .milliseconds(100))
    #expect(pace.take(at: start + .milliseconds(100)) == 1)
  }

  // MARK: Config

  @Test func `The example of the README loads`() throws {
    let readme = try Readme(beside: #filePath)
    readme.expectExamples(in: "sources", of: demoSourceFactory)
    readme.expectKeys(of: DemoSourceConfig.self)
  }

  @Test(arguments: [
    ("rate: 0/s", "1:7 error: 'rate' must be between 1/h and 100000/s"),
    ("agents: 0", "1:9 error: 'agents' must be between 1 and 10000"),
    ("seed: -1", "1:7 error: 'seed' must be at least 0"),
  ])
  func `Mistakes are found where they are`(yaml: String, finding: String) {
    #expect(DemoSourceConfig.read(yaml).findings == [finding])
  }
}
