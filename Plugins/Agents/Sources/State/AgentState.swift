/// What an agent is and what it should be: a pure state machine. Who steps it stores the result and tells it.
struct AgentState: Sendable, Hashable {
  var status = AgentStatus.pending
  /// Whether somebody wants it to work: then it is started again with the router, and when it comes back after a failure.
  var shouldWork = false
}

/// What can happen to an agent.
enum AgentHappening: Sendable, Hashable {
  /// Somebody is about to start it, or to stop it.
  case wanted(Bool)
  /// An order to start has been carried out.
  case started
  /// … or has failed.
  case notStarted
  /// An order to stop has been carried out.
  case ended
  /// It works, without an order now.
  case appeared
  /// It does not work any more, without an order.
  case disappeared
  /// The router was away, and the agent with it.
  case lost
  /// It says so itself.
  case said(AgentStatus)
}

extension AgentState {
  mutating func apply(_ happening: AgentHappening) {
    switch happening {
    case .wanted(let wanted): shouldWork = wanted
    case .started: (status, shouldWork) = (.active, true)
    case .notStarted: status = .failed
    case .ended: (status, shouldWork) = (.stopped, false)
    // One that is not wanted has its peace: it may say itself what it does.
    case .appeared: if shouldWork, !status.isThere { status = .active }
    // Who has stopped may go.
    case .disappeared: if status != .stopped, shouldWork || status.isThere { status = .failed }
    case .lost: if status.isThere { status = .pending }
    // Nothing goes back to before its first start.
    case .said(let said): if said != .pending { status = said }
    }
  }

  func applying(_ happening: AgentHappening) -> AgentState {
    var state = self
    state.apply(happening)
    return state
  }
}
