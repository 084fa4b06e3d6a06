import Logging
import TestSupport
import Testing

@testable import RouterCore

@Suite struct SourceTests {
  private func draft(_ type: String = "agent_status", _ data: String = documentedStatus) -> EventDraft {
    EventDraft(type: type, data: .sample(data))
  }

  // MARK: Intake

  @Test func `what a draft leaves open is filled in`() throws {
    let time = VirtualTime()
    let intake = Intake(catalogue: .standard, time: time)
    let event = try intake.event(from: draft(), producer: "agents")
    #expect(event.time == VirtualTime.start)
    #expect(event.source == "agents")
    #expect(event.agent == "agent_123")
    var full = draft()
    full.time = Timestamp(microseconds: 5)
    full.source = "somebody"
    let own = try intake.event(from: full, producer: "agents")
    #expect(own.time.microseconds == 5 && own.source == "somebody")
  }

  @Test(
    "what the catalogue does not allow is refused with the reason",
    arguments: [
      ("no_such_type", "{}", "unknown event type 'no_such_type'"),
      ("agent_deleted", "{}", "event type 'agent_deleted' is switched off in this deployment"),
      ("agent_status", "[]", "data of agent_status: "), ("agent_status", #"{"agent_id":7}"#, "data of agent_status: "),
    ])
  func refusals(type: String, data: String, message: String) throws {
    let intake = Intake(catalogue: try Catalogue(disabling: ["agent_deleted"]), time: VirtualTime())
    let error = #expect(throws: IntakeError.self) { try intake.event(from: draft(type, data), producer: "p") }
    #expect(error?.description.hasPrefix(message) == true, "\(String(describing: error))")
  }

  // MARK: Emitter

  @Test func `a position is stored with events and without`() async throws {
    let bench = SourceBench()
    #expect(bench.emitter.position == nil)
    try await bench.emitter.emit([draft()], position: "a")
    #expect(bench.emitter.position == "a")
    try await bench.emitter.emit([], position: "b")
    #expect(bench.emitter.position == "b")
    try await bench.emitter.emit([])
    #expect(bench.emitter.position == "b")
    #expect(bench.accepted == 1)
  }

  @Test func `a batch with one wrong event is refused whole, and counted`() async throws {
    let bench = SourceBench()
    try await bench.emitter.emit([draft(), draft()])
    await #expect(throws: EmitError.self) { try await bench.emitter.emit([draft(), draft("no_such_type"), draft()]) }
    #expect(bench.accepted == 2)
    #expect(bench.counters.accepted.load() == 2)
    #expect(bench.counters.rejected.load() == 3)
  }

  @Test func `a producer that is cancelled while it waits has emitted nothing`() async throws {
    let bench = SourceBench(queue: 1)
    try await bench.emitter.emit(draft())
    let producer = Task { [emitter = bench.emitter, draft = draft()] in try await emitter.emit(draft) }
    while bench.log.status().waiting == 0 { await Task.yield() }
    producer.cancel()
    await #expect(throws: EmitError.self) { try await producer.value }
    #expect(bench.accepted == 1)
    #expect(bench.counters.rejected.load() == 1)
  }

  // MARK: Runner

  private func runner(_ bench: SourceBench, _ source: any Source) -> SourceRunner {
    SourceRunner(
      source: source, emitter: bench.emitter, counters: bench.counters, time: bench.time,
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
  }

  @Test func `a source that fails is started again after growing pauses`() async {
    let bench = SourceBench()
    let source = FailingSource(failures: 6)
    let running = Running { [runner = runner(bench, source)] in await runner.run() }
    var pauses: [Duration] = []
    for _ in 1...6 {
      await bench.time.waitForSleepers()
      let end = bench.time.nextDeadline ?? .distantFuture
      pauses.append(end - bench.time.now())
      bench.time.advance(to: end)
    }
    let ends = await finishes { while !running.hasEnded { await Task.yield() } }
    #expect(ends)
    #expect(source.runs.value == 7)
    #expect(bench.counters.restarts.load() == 6)
    for (pause, whole) in zip(pauses, [100, 200, 400, 800, 1600, 3200]) {
      #expect(pause >= .milliseconds(whole / 2) && pause <= .milliseconds(whole), "\(pauses)")
    }
  }

  @Test func `after a long run the pauses are short again`() async {
    let bench = SourceBench()
    let source = FailingSource(failures: 5, time: bench.time)
    let running = Running { [runner = runner(bench, source)] in await runner.run() }
    for _ in 1...5 {
      await bench.time.waitForSleepers()
      bench.time.advance(by: .seconds(60))
      await bench.time.waitForSleepers()
      let pause = (bench.time.nextDeadline ?? .distantFuture) - bench.time.now()
      #expect(pause <= .milliseconds(100))
      bench.time.advance(by: pause)
    }
    #expect(await running.stop())
  }

  @Test(arguments: [(Duration.seconds(1), true), (.milliseconds(999), false)])
  func
    `after a run that was ready for a second the pauses are short again; a source that is not ready counts as failing`(
      _ run: Duration, _ isShort: Bool
    ) async
  {
    let bench = SourceBench()
    let source = FailingSource(failures: 5, run: run, time: bench.time, readiness: bench.counters.readiness)
    #expect(!bench.counters.isFailing)
    let running = Running { [runner = runner(bench, source)] in await runner.run() }
    var pause = Duration.zero
    for _ in 1...5 {
      await bench.time.waitForSleepers()
      #expect(!bench.counters.isFailing)
      bench.time.advance(by: run)
      await bench.time.waitForSleepers()
      #expect(bench.counters.isFailing)
      pause = (bench.time.nextDeadline ?? .distantFuture) - bench.time.now()
      bench.time.advance(by: pause)
    }
    #expect((pause <= .milliseconds(100)) == isShort)
    #expect(await running.stop())
  }

  @Test func `a source that is cancelled is not started again`() async {
    for failures in [0, 1] {
      let bench = SourceBench()
      let source = FailingSource(failures: failures, time: bench.time)
      let running = Running { [runner = runner(bench, source)] in await runner.run() }
      await bench.time.waitForSleepers()
      #expect(await running.stop())
      #expect(source.runs.value == 1)
      #expect(bench.counters.restarts.load() == 0)
    }
  }
}

/// Fails so many times: at once, or after a while on the clock it is given. With a readiness, it is ready in between.
private final class FailingSource: Source {
  let runs = Watched(0)
  private let failures: Int
  private let duration: Duration
  private let time: VirtualTime?
  private let readiness: Readiness?

  init(
    failures: Int, run duration: Duration = .seconds(60), time: VirtualTime? = nil, readiness: Readiness? = nil
  ) {
    self.failures = failures
    self.duration = duration
    self.time = time
    self.readiness = readiness
  }

  struct Failure: Error {}

  func run(_ emitter: Emitter) async throws {
    runs.change { $0 += 1 }
    readiness?.set(true)
    defer { readiness?.set(false) }
    try await time?.sleep(for: duration)
    if runs.value <= failures { throw Failure() }
  }
}
