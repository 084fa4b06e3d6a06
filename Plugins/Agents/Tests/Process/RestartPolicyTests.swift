import RouterCore
import TestSupport
import Testing

@testable import AgentsPlugin

@Suite struct RestartPolicyTests {
  private func config(_ yaml: String = "") -> RestartConfig { .sample(yaml) }

  private func decide(
    _ policy: inout RestartPolicy, _ end: ProcessEnd, ranFor: Duration = .zero, at now: Timestamp = VirtualTime.start
  ) -> RestartPolicy.Decision {
    var random = SplitMix64(seed: 1)
    return policy.decide(after: end, ranFor: ranFor, at: now, using: &random)
  }

  @Test(arguments: [
    ("never", ProcessEnd.killed(signal: 9), false), ("never", .exited(status: 0), false),
    ("on_failure", .exited(status: 0), false), ("on_failure", .exited(status: 3), true),
    ("on_failure", .killed(signal: 9), true), ("on_failure", .lost("x"), true), ("always", .exited(status: 0), true),
    ("always", .killed(signal: 15), true),
  ])
  func `the policy says after which ends it is started again`(policy: String, end: ProcessEnd, isRestarted: Bool) {
    var policy = RestartPolicy(config("policy: \(policy)"))
    if case .restart = decide(&policy, end) { #expect(isRestarted) } else { #expect(!isRestarted) }
  }

  @Test func `after too many restarts it has failed for good, until somebody starts it`() {
    var policy = RestartPolicy(config("{ max_restarts: 2, window: 1m }"))
    for _ in 0..<2 {
      guard case .restart = decide(&policy, .exited(status: 1)) else {
        Issue.record("too early")
        return
      }
    }
    #expect(decide(&policy, .exited(status: 1)) == .leave(because: "it was started again 2 times within 1m"))
    policy.reset()
    guard case .restart = decide(&policy, .exited(status: 1)) else {
      Issue.record("a start counts anew")
      return
    }
  }

  @Test(arguments: 0..<200) func `restarts keep the bounds whatever happens`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var config = RestartConfig()
    config.policy = .always
    config.pause = .milliseconds(Int.random(in: 1...2000, using: &random))
    config.maxPause = config.pause * Int.random(in: 1...20, using: &random)
    config.maxRestarts = Int.random(in: 0...6, using: &random)
    config.window = .seconds(Int.random(in: 1...60, using: &random))
    config.stableAfter = .seconds(Int.random(in: 1...20, using: &random))
    var policy = RestartPolicy(config)
    var now = VirtualTime.start
    // The naive model: all restarts that there were, and how many failures came since the last stable run.
    var (history, failures): ([Timestamp], Int) = ([], 0)
    for _ in 0..<60 {
      let ran = Duration.milliseconds(Int.random(in: 0...30_000, using: &random))
      now = now + ran
      if ran >= config.stableAfter { failures = 0 }
      let recent = history.filter { now - $0 < config.window }
      switch policy.decide(after: .exited(status: 1), ranFor: ran, at: now, using: &random) {
      case .leave:
        #expect(recent.count >= config.maxRestarts)
        policy.reset()
        (history, failures) = ([], 0)
      case .restart(let moment):
        #expect(recent.count < config.maxRestarts)
        let whole = min(config.pause * Double(1 << min(failures, 30)), config.maxPause)
        #expect(moment - now >= whole / 2 - .microseconds(1))
        #expect(moment - now <= whole)
        history.append(moment)
        failures += 1
        now = moment
      }
    }
  }
}
