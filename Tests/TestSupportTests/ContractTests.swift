import ConfigSchema
import RouterCore
import TestSupport
import Testing

/// The kit must find what it is there for: each of these components breaks one promise.
@Suite(.timeLimit(.minutes(1))) struct ContractTests {
  struct NoConfig: ConfigObject {
    static var fields: [Field<Self>] { [] }
  }

  // MARK: Sources

  /// Emits a number at every second.
  struct Counting: Source {
    let time: any TimeSource
    var type = "agent_status"
    var isImpatient = false

    func run(_ emitter: Emitter) async throws {
      for number in 1... {
        try await time.sleep(for: .seconds(1))
        let data = JSONDocument.sample(#"{"agent_id":"a","old_status":"\#(number)","new_status":"b"}"#)
        let draft = EventDraft(type: type, data: data)
        if isImpatient { await tryBriefly(emitter, draft) } else { try await emitter.emit(draft) }
      }
    }

    /// Gives an event up that the log does not take soon.
    private func tryBriefly(_ emitter: Emitter, _ draft: EventDraft) async {
      await withTaskGroup { group in
        group.addTask { try? await emitter.emit(draft) }
        group.addTask { for _ in 0..<20 { await Task.yield() } }
        await group.next()
        group.cancelAll()
      }
    }
  }

  private func factory(_ make: @escaping @Sendable (any TimeSource) -> Counting) -> SourceFactory {
    SourceFactory(type: "counting", NoConfig.self) { _, context in make(context.time) }
  }

  @Test func `A good source passes`() async {
    await SourceContract(factory { Counting(time: $0) }, config: .yaml(""), isRepeatable: true).check()
  }

  @Test func `An event that the catalogue refuses is found`() async {
    await withKnownIssue {
      await SourceContract(factory { Counting(time: $0, type: "nonsense") }, config: .yaml(""))
        .emitsWhatTheCatalogueAllows()
    }
  }

  @Test func `A source that loses events when it is held back is found`() async {
    await withKnownIssue {
      await SourceContract(factory { Counting(time: $0, isImpatient: true) }, config: .yaml(""), isRepeatable: true)
        .waitsForAFullLog()
    }
  }

  // MARK: Sinks

  struct Memory: SinkDestination {
    let arrivals: Watched<[UInt64]>
    var config: ConfigNode { .yaml("") }
    var isUntouched: Bool { arrivals.value.isEmpty }
    func arrived() -> [UInt64] { arrivals.value }
    func unacceptable(_ number: UInt64) -> Delivery? { .sample(number, "agent_status", #"{"agent_id":"bad"}"#) }
  }

  enum Fault: CaseIterable {
    case none, losesTheLast, reorders, touchesAtBuild, rejectsNothing, standsStill
  }

  struct Storing: Sink {
    let arrivals: Watched<[UInt64]>
    let fault: Fault

    func deliver(_ batch: [Delivery]) async -> SinkAnswer {
      let bad = fault == .rejectsNothing ? nil : batch.firstIndex { $0.event.agent == "bad" }
      var numbers = batch.prefix(bad ?? batch.count).map(\.number.value)
      if fault == .losesTheLast, numbers.count > 10 { numbers.removeLast() }
      if fault == .reorders { numbers.reverse() }
      arrivals.change { $0 += numbers }
      return bad.map { .rejected(delivered: $0, reason: "bad") } ?? .delivered
    }

    var deadline: Timestamp? { get async { fault == .standsStill ? VirtualTime.start + .seconds(1) : nil } }
  }

  private func check(_ fault: Fault) async throws {
    let current = Watched(Watched<[UInt64]>([]))
    let factory = SinkFactory(type: "storing", NoConfig.self) { _, _ in
      if fault == .touchesAtBuild { current.value.change { $0.append(0) } }
      return Storing(arrivals: current.value, fault: fault)
    }
    try await SinkContract(factory) {
      current.change { $0 = Watched([]) }
      return Memory(arrivals: current.value)
    }.check()
  }

  @Test func `A good sink passes`() async throws {
    try await check(.none)
  }

  @Test(arguments: Fault.allCases.dropFirst())
  func `A broken promise of a sink is found`(fault: Fault) async throws {
    await withKnownIssue { try await check(fault) }
  }

  // MARK: Configs

  struct Forgetful: ConfigObject {
    var kept = 1
    var forgotten = 2
    static var fields: [Field<Self>] { [Field("kept", \.kept, "has a key")] }
  }

  @Test func `A property without a field is found`() {
    let factory = SourceFactory(type: "forgetful", Forgetful.self) { _, context in Counting(time: context.time) }
    withKnownIssue { SourceContract(factory, config: .yaml("")).declaresItsConfig() }
  }
}
