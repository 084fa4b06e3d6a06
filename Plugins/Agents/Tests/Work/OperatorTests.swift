import ConfigSchema
import RouterCore
import TestSupport
import Testing

@testable import AgentsPlugin

/// An operator whose driver does what a test says.
@Suite(.timeLimit(.minutes(1))) struct OperatorTests {
  /// Starts and stops when it is let, whether somebody waits for it or not.
  private final class SlowDriver: AgentDriver {
    let orders = Watched<[String]>([])
    let (mayStart, mayStop) = (Gate(), Gate())

    func run(_ tell: @escaping DriverNews.Tell) async { for await _ in AsyncStream<Never>.makeStream().stream {} }

    func start(_ order: AgentOrder) async throws(DriverError) {
      orders.change { $0.append(order.command) }
      await mayStart.pass()
    }

    func stop(_ order: AgentOrder, graceful: Bool) async throws(DriverError) {
      orders.change { $0.append(order.command) }
      await mayStop.pass()
    }

    func send(_ order: AgentOrder) async throws(DriverError) -> AgentReply {
      AgentReply(requestID: nil, outcome: .succeeded(nil))
    }
  }

  private struct SlowConfig: DriverConfig {
    static let kind = DriverKind.process
    static let endsWithRouter = true
    static let summary = "For tests."
    static var fields: [Field<Self>] { [] }

    var driver = SlowDriver()

    func makeDriver(_ context: DriverContext) -> any AgentDriver { driver }
  }

  private struct Rig: Sendable {
    let bench = AgentsBench()
    let driver = SlowDriver()
    let someone: Operator

    init() async throws {
      try await bench.source.registry.register("a")
      var config = SlowConfig()
      config.driver = driver
      let context = DriverContext(
        agent: "a", component: bench.source.context, attendance: Attendance(bench.office.connections)
      ) { nil }
      someone = Operator(
        "a", DriverChoice(config: config), bench.source.registry, timeout: .seconds(60), after: nil, context)
    }

    func record() async throws -> AgentRecord { try #require(try await bench.source.registry.find("a")) }

    func step(_ happening: AgentHappening) async throws {
      try await bench.source.registry.step("a", happening, reason: "test")
    }

    func wait(for status: AgentStatus) async throws {
      while try await record().state.status != status, !Task.isCancelled { await Task.yield() }
    }
  }

  private static func error(_ body: () async throws -> Void) async -> AgentCommandError? {
    do { try await body() } catch { return error as? AgentCommandError }
    return nil
  }

  @Test func `One that was being stopped when the router ended has stopped`() async throws {
    let rig = try await Rig()
    try await rig.step(.started)
    try await rig.step(.wanted(false))
    let running = Running { await rig.someone.run() }
    try await rig.wait(for: .stopped)
    #expect(rig.driver.orders.value == [])
    #expect(await running.stop())
  }

  @Test func `One that worked when the router ended is started`() async throws {
    let rig = try await Rig()
    try await rig.step(.started)
    rig.driver.mayStart.open()
    let running = Running { await rig.someone.run() }
    _ = await rig.driver.orders.wait { !$0.isEmpty }
    try await rig.wait(for: .active)
    #expect(rig.driver.orders.value == ["start"])
    #expect(await running.stop())
  }

  @Test func `What comes of a start and a stop after their time is noted when it comes`() async throws {
    let rig = try await Rig()
    let running = Running { await rig.someone.run() }
    let record = try await rig.record()
    async let start = Self.error {
      try await rig.someone.inTurn { try await rig.someone.start(record, reason: "test") }
    }
    await rig.bench.time.waitForSleepers()
    rig.bench.time.advance(by: .seconds(60))
    guard case .timeout? = await start else { return #expect(Bool(false), "the start was waited for") }
    #expect(try await rig.record().state.status == .failed)
    rig.driver.mayStart.open()
    try await rig.wait(for: .active)

    let active = try await rig.record()
    async let stop = Self.error {
      try await rig.someone.inTurn { try await rig.someone.stop(active, graceful: true, reason: "test") }
    }
    await rig.bench.time.waitForSleepers()
    rig.bench.time.advance(by: .seconds(60))
    guard case .timeout? = await stop else { return #expect(Bool(false), "the stop was waited for") }
    #expect(try await rig.record().state == AgentState(status: .active, shouldWork: true))
    rig.driver.mayStop.open()
    try await rig.wait(for: .stopped)
    #expect(try await rig.record().state.shouldWork == false)
    #expect(await running.stop())
  }
}
