import RouterCore
import TestSupport
import Testing

@testable import RouterGateway

/// What a session sees of the agents in a metrics event (contract §2 and §7).
struct AgentProjectionTests {
  private static let data = #"{"system":{"cpu_usage":45.20},"agents":{"a":{"status":"active"}, "b":{},"c":{}}}"#

  @Test(arguments: [
    (AgentProjection.all, #"{"a":{"status":"active"}, "b":{},"c":{}}"#),
    (.only(["a"]), #"{"a":{"status":"active"}}"#),
    (.only(["nobody"]), "{}"),
    (.allBut(["b", "c"]), #"{"a":{"status":"active"}}"#),
    (.allBut(["nobody"]), #"{"a":{"status":"active"}, "b":{},"c":{}}"#),
  ])
  func `The agents are projected and the rest stays byte for byte`(_ projection: AgentProjection, _ agents: String) {
    let shown = projection.apply(to: .sample(Self.data))
    #expect(shown.description == #"{"system":{"cpu_usage":45.20},"agents":\#(agents)}"#)
  }

  @Test(arguments: [#"{"system":{}}"#, #"{"agents":null}"#, #"{"agents":{}}"#])
  func `Metrics without agents stay as they are`(_ data: String) {
    #expect(AgentProjection.only(["a"]).apply(to: .sample(data)).description == data)
  }
}
