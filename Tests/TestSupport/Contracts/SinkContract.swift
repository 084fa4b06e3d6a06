import ConfigSchema
import RouterCore
import Testing

/// What the engine relies on in any sink. A test of a sink plugin describes its destination and makes one call:
///
/// ```swift
/// try await SinkContract(fileFactory) { try FileDestination() }.check()
/// ```
package struct SinkContract<Destination: SinkDestination>: Sendable {
  private let factory: SinkFactory
  private let makeDestination: @Sendable () async throws -> Destination
  private let location: SourceLocation

  package init(
    _ factory: SinkFactory, sourceLocation: SourceLocation = #_sourceLocation,
    destination: @escaping @Sendable () async throws -> Destination
  ) {
    self.factory = factory
    makeDestination = destination
    location = sourceLocation
  }

  package func check() async throws {
    declaresItsConfig()
    try await buildingHasNoEffects()
    try await deliversInOrder()
    try await deliversEverythingBeforeItCloses()
    try await asksToRetryWhileTheDestinationFails()
    try await opensLaterWhenTheDestinationFails()
    try await rejectsOnlyWhatIsUnacceptable()
    try await keepsItsDeadlines()
  }

  // MARK: The promises

  package func declaresItsConfig() {
    let problems = DeclarationCheck.problems(of: factory.config)
    expect(problems.isEmpty, "the config's declaration: \(problems)")
  }

  package func buildingHasNoEffects() async throws {
    let destination = try await makeDestination()
    _ = try build(destination)
    expect(destination.isUntouched, "building the sink touched the destination")
  }

  package func deliversInOrder() async throws {
    try await withOpenSink { sink, destination, _ in
      for batch: ClosedRange<UInt64> in [1...1, 2...3, 4...103] { await deliver(Delivery.samples(batch), to: sink) }
      try await sink.close()
      try await expectArrived(1...103, at: destination)
    }
  }

  package func deliversEverythingBeforeItCloses() async throws {
    try await withOpenSink { sink, destination, _ in
      let answer = await sink.deliver(Delivery.samples(1...50))
      expect(answer == .delivered, "a good batch is answered \(answer)")
      try await sink.close()
      try await expectArrived(1...50, at: destination)
    }
  }

  package func asksToRetryWhileTheDestinationFails() async throws {
    try await withOpenSink { sink, destination, _ in
      await deliver(Delivery.samples(1...5), to: sink)
      guard try await destination.breakDown() else { return }
      let batch = Delivery.samples(6...10)
      let answer = await sink.deliver(batch)
      if case .rejected = answer { expect(false, "a failure that passes is answered \(answer)") }
      if case .retry(_, _, let reason) = answer { expect(!reason.isEmpty, "it gives no reason") }
      let delivered = answer.deliveredCount(of: batch.count)
      try await destination.repair()
      await deliver(Array(batch.dropFirst(delivered)), to: sink)
      await deliver(Delivery.samples(11...12), to: sink)
      try await sink.close()
      try await expectArrived(1...12, at: destination)
    }
  }

  package func opensLaterWhenTheDestinationFails() async throws {
    let destination = try await makeDestination()
    let (sink, _) = try build(destination)
    guard try await destination.breakDown() else { return }
    // A sink may also open lazily.
    try? await sink.open()
    try await destination.repair()
    try await sink.open()
    await deliver(Delivery.samples(1...3), to: sink)
    try await sink.close()
    try await expectArrived(1...3, at: destination)
  }

  package func rejectsOnlyWhatIsUnacceptable() async throws {
    try await withOpenSink { sink, destination, _ in
      guard let bad = destination.unacceptable(3) else { return try await sink.close() }
      let batch = Delivery.samples(1...2) + [bad] + Delivery.samples(4...4)
      let answer = await sink.deliver(batch)
      guard case .rejected(let delivered, let reason) = answer else {
        return expect(false, "an event that is never accepted is answered \(answer)")
      }
      expect(delivered == 2, "the rejected event is number \(delivered) of its batch and should be 2")
      expect(!reason.isEmpty, "it gives no reason")
      await deliver(Array(batch.dropFirst(delivered + 1)), to: sink)
      try await sink.close()
      let arrived = try await destination.arrived()
      expect(arrived == [1, 2, 4], "arrived: \(arrived)")
    }
  }

  /// A deadline that `due` does not move would make the engine call it for ever.
  package func keepsItsDeadlines() async throws {
    try await withOpenSink { sink, _, time in
      await deliver(Delivery.samples(1...3), to: sink)
      for _ in 0..<5 {
        guard let deadline = await sink.deadline else { break }
        time.advance(to: deadline)
        await sink.due(at: deadline)
        let next = await sink.deadline
        expect(next.map { $0 > deadline } ?? true, "the deadline does not move when it has come")
      }
      try await sink.close()
    }
  }

  // MARK: The bench

  private func build(_ destination: Destination) throws -> (any Sink, VirtualTime) {
    var diagnostics = Diagnostics()
    guard let build = factory.prepare(try destination.config, &diagnostics) else {
      throw SinkContractError.configRefused(diagnostics.lines)
    }
    let time = VirtualTime()
    return (try build(.sample(name: "contract", time: time)), time)
  }

  private func withOpenSink(_ body: (any Sink, Destination, VirtualTime) async throws -> Void) async throws {
    let destination = try await makeDestination()
    let (sink, time) = try build(destination)
    try await sink.open()
    try await body(sink, destination, time)
  }

  /// As the engine does it: what is not delivered is offered again.
  private func deliver(_ batch: [Delivery], to sink: any Sink) async {
    var rest = batch[...]
    for _ in 0..<20 where !rest.isEmpty {
      let answer = await sink.deliver(Array(rest))
      if case .rejected(_, let reason) = answer { return expect(false, "a good event is rejected: \(reason)") }
      rest = rest.dropFirst(answer.deliveredCount(of: rest.count))
    }
    expect(rest.isEmpty, "the sink does not take \(rest.count) good events")
  }

  private func expectArrived(_ numbers: ClosedRange<UInt64>, at destination: Destination) async throws {
    let arrived = try await destination.arrived()
    guard arrived != Array(numbers) else { return }
    let counts = Dictionary(grouping: arrived) { $0 }.mapValues(\.count)
    let lost = numbers.filter { counts[$0] == nil }
    let doubled = numbers.filter { counts[$0, default: 0] > 1 }
    let strangers = counts.keys.filter { !numbers.contains($0) }.sorted()
    let order = arrived == arrived.sorted() ? "in order" : "out of order"
    expect(false, "arrived \(order); lost: \(lost), doubled: \(doubled), never sent: \(strangers)")
  }

  private func expect(_ holds: Bool, _ message: String, caller: String = #function) {
    #expect(holds, "sink contract, \(factory.type), \(caller): \(message)", sourceLocation: location)
  }
}

package enum SinkContractError: Error {
  case configRefused([String])
}
