import RouterCore
import TestSupport
import Testing

@testable import AgentsPlugin

@Suite struct AgentStateTests {
  /// Written down case by case, as one would explain it: what becomes of each status.
  private static func expected(_ state: AgentState, _ happening: AgentHappening) -> AgentState {
    let old = state.status
    var (status, wanted) = (old, state.shouldWork)
    switch happening {
    case .wanted(let flag): wanted = flag
    case .started: (status, wanted) = (.active, true)
    case .notStarted: status = .failed
    case .ended: (status, wanted) = (.stopped, false)
    case .appeared:
      if wanted && [.pending, .stopped, .failed].contains(old) { status = .active }
    case .disappeared:
      if [.active, .idle, .paused].contains(old) { status = .failed }
      if wanted && old == .pending { status = .failed }
    case .lost:
      if [.active, .idle, .paused].contains(old) { status = .pending }
    case .said(.pending): break
    case .said(let said): status = said
    }
    return AgentState(status: status, shouldWork: wanted)
  }

  private static let happenings: [AgentHappening] =
    [.wanted(true), .wanted(false), .started, .notStarted, .ended, .appeared, .disappeared, .lost]
    + AgentStatus.allCases.map { .said($0) }

  @Test func `Every step from every state is as it is explained`() {
    for status in AgentStatus.allCases {
      for shouldWork in [true, false] {
        let state = AgentState(status: status, shouldWork: shouldWork)
        for happening in Self.happenings {
          #expect(state.applying(happening) == Self.expected(state, happening), "\(state) \(happening)")
        }
      }
    }
  }

  @Test func `Whatever happens, an agent that is stopped stays so until it is started, wanted or says otherwise`() {
    var random = SplitMix64(seed: 7)
    for _ in 0..<200 {
      var state = AgentState()
      var model = state
      var isStopped = false
      for _ in 0..<60 {
        guard let happening = Self.happenings.randomElement(using: &random) else { return }
        state.apply(happening)
        model = Self.expected(model, happening)
        switch happening {
        case .ended: isStopped = true
        case .started, .notStarted, .wanted, .said: isStopped = false
        default: break
        }
        #expect(state == model)
        if isStopped { #expect(state == AgentState(status: .stopped, shouldWork: false), "after \(happening)") }
      }
    }
  }

  /// Contract §7, "transitions".
  @Test(arguments: [
    (AgentCommand.Name.start, [AgentStatus.pending, .stopped, .failed, .paused]),
    (.stop, [.active, .idle, .paused]),
    (.restart, [.active, .idle, .failed, .stopped]),
    (.updateConfig, AgentStatus.allCases),
    (.getStatus, AgentStatus.allCases),
  ])
  func `A command is allowed where the contract allows it, and nowhere else`(
    command: AgentCommand.Name, origins: [AgentStatus]
  ) {
    for status in AgentStatus.allCases {
      if origins.contains(status) {
        #expect(throws: Never.self) { try CommandRules.check(command, of: "a", in: status) }
      } else {
        let error = #expect(throws: AgentCommandError.self) { try CommandRules.check(command, of: "a", in: status) }
        guard case .invalidState(let text)? = error else {
          Issue.record("\(command) in \(status): \(String(describing: error))")
          continue
        }
        #expect(text.contains("'a' is \(status.rawValue)"))
      }
    }
  }
}
