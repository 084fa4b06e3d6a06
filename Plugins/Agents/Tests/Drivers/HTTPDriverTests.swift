import RouterCore
import SignedHTTP
import Synchronization
import TestSupport
import Testing

@testable import AgentsPlugin

@Suite(.timeLimit(.minutes(1))) struct HTTPDriverTests {
  /// A way to an agent that is there or not.
  private final class Transport: OrderTransport {
    let isThere = Watched(true)
    let commands = Watched<[String]>([])

    func post(_ order: AgentOrder, within limit: Duration?) async throws(DriverError) -> AgentReply {
      commands.change { $0.append(order.command) }
      guard isThere.value else { throw .unavailable("gone") }
      return AgentReply(requestID: nil, outcome: .succeeded(nil))
    }

    func close() async {}
  }

  private static func driver(
    _ transport: Transport, _ time: VirtualTime, _ yaml: String = "check_every: 10s\nfailures: 2"
  ) -> HTTPDriver {
    let context = ComponentContext.sample(time: time)
    return HTTPDriver(
      .sample("url: http://127.0.0.1:1\n\(yaml)"), transport,
      DriverContext(agent: "a", component: context, attendance: Attendance(context.agents.connections)) { nil })
  }

  private static let order = AgentOrder("start", agent: "a", parameters: nil, requestID: "r")

  /// Runs the driver; what it tells.
  private static func running(
    _ driver: HTTPDriver, refusals: Watched<Int> = Watched(0), _ body: (Watched<[String]>) async throws -> Void
  ) async throws {
    let news = Watched<[String]>([])
    let running = Running {
      await driver.run { item in
        if refusals.change({
          $0 -= 1; return $0 >= 0
        }) {
          throw DriverError.unavailable("the store is away")
        }
        switch item {
        case .runs(let reason): news.change { $0.append("runs: \(reason)") }
        case .failed(let reason, _): news.change { $0.append("failed: \(reason)") }
        case .events: news.change { $0.append("events") }
        }
      }
    }
    try await body(news)
    #expect(await running.stop())
  }

  @Test func `One that should work and does not answer has failed, until it answers`() async throws {
    let (transport, time) = (Transport(), VirtualTime())
    let driver = Self.driver(transport, time)
    try await Self.running(driver) { news in
      await time.advance(by: .seconds(10), times: 3)
      // Nobody has started it: it is left alone.
      #expect(transport.commands.value == [])
      try await driver.start(Self.order)
      await time.advance(by: .seconds(10), times: 1)
      transport.isThere.change { $0 = false }
      await time.advance(by: .seconds(10), times: 1)
      #expect(news.value == [])
      await time.advance(by: .seconds(10), times: 3)
      #expect(news.value == ["failed: unreachable"])
      transport.isThere.change { $0 = true }
      await time.advance(by: .seconds(10), times: 2)
      #expect(news.value == ["failed: unreachable", "runs: reachable"])
      try await driver.stop(Self.order, graceful: true)
      transport.isThere.change { $0 = false }
      await time.advance(by: .seconds(10), times: 5)
      #expect(news.value.count == 2)
    }
  }

  @Test func `What cannot be kept is told again`() async throws {
    let (transport, time, refusals) = (Transport(), VirtualTime(), Watched(3))
    let driver = Self.driver(transport, time)
    try await Self.running(driver, refusals: refusals) { news in
      try await driver.start(Self.order)
      transport.isThere.change { $0 = false }
      await time.advance(by: .seconds(10), times: 4)
      #expect(news.value == [])
      await time.advance(by: .seconds(10), times: 3)
      #expect(news.value == ["failed: unreachable"])
      refusals.change { $0 = 2 }
      transport.isThere.change { $0 = true }
      await time.advance(by: .seconds(10), times: 2)
      #expect(news.value == ["failed: unreachable"])
      await time.advance(by: .seconds(10), times: 3)
      #expect(news.value == ["failed: unreachable", "runs: reachable"])
    }
  }

  @Test func `One that cannot be told to stop has not stopped`() async throws {
    let (transport, time) = (Transport(), VirtualTime())
    let driver = Self.driver(transport, time)
    try await Self.running(driver) { news in
      try await driver.start(Self.order)
      transport.isThere.change { $0 = false }
      await #expect(throws: DriverError.failed("gone")) { try await driver.stop(Self.order, graceful: true) }
      await time.advance(by: .seconds(10), times: 2)
      #expect(news.value == ["failed: unreachable"])
    }
  }

  @Test func `When the router is back it is looked for, and not started again`() async throws {
    let (transport, time) = (Transport(), VirtualTime())
    let driver = Self.driver(transport, time)
    try await Self.running(driver) { news in
      let first = try await driver.resume(Self.order)
      transport.isThere.change { $0 = false }
      let second = try await driver.resume(Self.order)
      #expect([first, second] == [true, false])
      await time.advance(by: .seconds(10), times: 1)
      #expect(news.value == ["failed: unreachable"])
      #expect(transport.commands.value == ["get_status", "get_status", "get_status"])
    }
  }

  // MARK: Answers

  @Test(arguments: [
    (200, "", "succeeded(nil)"),
    (204, "", "succeeded(nil)"),
    (200, #"{"status":"succeeded","result":{"x":1.50}}"#, #"succeeded(Optional({"x":1.50}))"#),
    (200, #"{"status":"succeeded","result":null}"#, "succeeded(nil)"),
    (200, #"{"status":"failed","error_message":"no"}"#, #"failed("no")"#),
    (200, #"{"status":"failed"}"#, #"failed("the agent gives no reason")"#),
  ])
  func `An answer is read`(status: Int, body: String, outcome: String) throws {
    #expect("\(try OrderAnswer.read(status: status, body: Array(body.utf8), from: "s").outcome)" == outcome)
  }

  @Test(arguments: [
    (500, "", "failed(\"s answers 500\")"), (404, "{}", "failed(\"s answers 404\")"),
    (302, "", "failed(\"s answers 302\")"), (503, "", "unavailable(\"s answers 503\")"),
    (429, "", "unavailable(\"s answers 429\")"), (200, "OK", "failed(\"s answers with what is no JSON"),
    (200, "[]", "failed(\"s answers with what is no command_result"),
    (200, #"{"status":"done"}"#, "failed(\"s answers with what is no command_result"),
    (200, #"{"status":"succeeded","result":[1]}"#, "failed(\"s answers with what is no command_result"),
  ])
  func `An answer that is none is a failure`(status: Int, body: String, failure: String) throws {
    let error = #expect(throws: DriverError.self) {
      try OrderAnswer.read(status: status, body: Array(body.utf8), from: "s")
    }
    #expect(error.map { "\($0)" }?.hasPrefix(failure) == true, "\(String(describing: error))")
  }
}
