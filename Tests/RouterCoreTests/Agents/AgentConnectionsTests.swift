import TestSupport
import Testing

@testable import RouterCore

/// Agents that hold a connection: who is there, and what they answer.
struct AgentConnectionsTests {
  private static func order(_ id: String, to agent: String = "a") -> AgentOrder {
    AgentOrder("start", agent: agent, parameters: nil, requestID: id)
  }

  private static func words(_ reply: AgentReply) -> String {
    switch reply.outcome {
    case .succeeded(let result): "succeeded \(result.map { "\($0)" } ?? "-")"
    case .failed(let reason): "failed \(reason)"
    }
  }

  private static func send(
    _ order: AgentOrder, _ connections: AgentConnections, _ time: VirtualTime
  ) async -> String {
    do throws(AgentConnections.Failure) {
      return words(try await connections.send(order, within: .seconds(10), time))
    } catch {
      return "\(error)"
    }
  }

  @Test func `The newest connection gets the order, and its answer comes back`() async {
    let (connections, time) = (AgentConnections(), VirtualTime())
    let asked = Watched<[String]>([])
    _ = connections.open("a") { _ in
      asked.change { $0.append("old") }
      return true
    }
    _ = connections.open("a") { order in
      asked.change { $0.append("new") }
      return connections.answer("a", AgentReply(requestID: order.requestID, outcome: .succeeded(.null)))
    }
    #expect(await Self.send(Self.order("r1"), connections, time) == "succeeded null")
    #expect(asked.value == ["new"])
  }

  @Test func `Nobody is there, it goes away, it says nothing`() async {
    let (connections, time) = (AgentConnections(), VirtualTime())
    #expect(await Self.send(Self.order("r1"), connections, time) == "notConnected")
    let asked = Watched(0)
    let id = connections.open("a") { _ in
      asked.change { $0 += 1 }
      return true
    }
    async let left = Self.send(Self.order("r2"), connections, time)
    await asked.wait { $0 == 1 }
    connections.close("a", id)
    #expect(await left == "disconnected")

    _ = connections.open("a") { _ in false }
    #expect(await Self.send(Self.order("r3"), connections, time) == "disconnected")
    _ = connections.open("a") { _ in true }
    async let silent = Self.send(Self.order("r4"), connections, time)
    await time.waitForSleepers(1)
    time.advance(by: .seconds(10))
    #expect(await silent == "timeout")
  }

  @Test func `An answer is for its own agent and its own order, and counts once`() async {
    let (connections, time) = (AgentConnections(), VirtualTime())
    let asked = Watched(0)
    _ = connections.open("a") { _ in
      asked.change { $0 += 1 }
      return true
    }
    async let result = Self.send(Self.order("r"), connections, time)
    await asked.wait { $0 == 1 }
    let answer = { (agent: String, id: String?) in
      connections.answer(agent, AgentReply(requestID: id, outcome: .failed("no")))
    }
    #expect(!answer("b", "r"))
    #expect(!answer("a", "s"))
    #expect(!answer("a", nil))
    #expect(answer("a", "r"))
    #expect(!answer("a", "r"))
    #expect(await result == "failed no")
  }

  @Test func `Watchers hear who is there and who comes and goes, and that another connection counts`() async {
    let connections = AgentConnections()
    let first = connections.open("a") { _ in true }
    var presence = connections.presence().makeAsyncIterator()
    let second = connections.open("a") { _ in true }
    connections.close("a", first)
    let other = connections.open("b") { _ in true }
    connections.close("a", second)
    connections.close("a", second)
    connections.close("b", other)
    var heard: [AgentConnections.Presence] = []
    for _ in 0..<5 { if let change = await presence.next() { heard.append(change) } }
    #expect(
      heard == [
        .init(agent: "a", isConnected: true), .init(agent: "a", isConnected: true),
        .init(agent: "b", isConnected: true), .init(agent: "a", isConnected: false),
        .init(agent: "b", isConnected: false),
      ])
    #expect(!connections.isConnected("a") && !connections.isConnected("b"))
  }

  @Test func `When the newest connection ends, the one before it counts again`() async {
    let connections = AgentConnections()
    var presence = connections.presence().makeAsyncIterator()
    let first = connections.open("a") { _ in true }
    let second = connections.open("a") { _ in true }
    #expect(connections.line(of: "a") == second)
    connections.close("a", second)
    #expect(connections.line(of: "a") == first)
    connections.close("a", first)
    #expect(connections.line(of: "a") == nil)
    var heard: [Bool?] = []
    for _ in 0..<4 { heard.append(await presence.next()?.isConnected) }
    #expect(heard == [true, true, true, false])
  }

  @Test(arguments: [
    (#"{"status":"succeeded"}"#, "succeeded -"),
    (#"{"status":"succeeded","result":{"x":1.50}}"#, #"succeeded {"x":1.50}"#),
    (#"{"status":"failed","error_message":"no model"}"#, "failed no model"),
    (#"{"status":"failed"}"#, "failed the agent gives no reason"),
    (#"{"status":"done"}"#, "/status: expected one of succeeded, failed, found \"done\""),
    (#"{}"#, "/status: expected one of succeeded, failed, found nothing"),
    (#"{"status":"succeeded","result":[]}"#, "/result: expected an object, found an array"),
    ("7", "expected an object, found a number"),
  ])
  func `A reply is read, or what is wrong with it is named`(_ text: String, _ words: String) throws {
    let document = try JSONDocument(parsing: text)
    do throws(PayloadViolation) {
      #expect(Self.words(try AgentReply(document.root)) == words)
    } catch {
      #expect(error.description == words)
    }
  }
}
