import Testing

@testable import RouterGateway

/// What is under way for one client keeps its order where order matters.
struct RequestLanesTests {
  @Test func `Works of one lane wait for each other, lanes do not`() {
    var lanes = RequestLanes()
    var done: [String] = []
    func enter(_ lane: RequestLanes.Lane, _ name: String) {
      if lanes.enter(lane, { done.append(name) }) { done.append(name) }
    }
    enter(.agent("a"), "stop a")
    enter(.agent("a"), "start a")
    enter(.agent("b"), "stop b")
    enter(.publishing, "publish")
    #expect(done == ["stop a", "stop b", "publish"])
    lanes.leave(.agent("b"))?()
    lanes.leave(.agent("a"))?()
    #expect(done == ["stop a", "stop b", "publish", "start a"])
    lanes.leave(.agent("a"))?()
    enter(.agent("a"), "restart a")
    #expect(done.last == "restart a")
  }
}
