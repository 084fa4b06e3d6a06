import ConfigSchema
import RouterCore
import Testing

/// What the engine relies on in any source. A test of a source plugin is one call:
///
/// ```swift
/// await SourceContract(metricsFactory, config: .yaml("every: 1s")).check()
/// ```
/// The source runs on virtual time, which moves on whenever the source sleeps.
package struct SourceContract: Sendable {
  private let factory: SourceFactory
  private let config: ConfigNode
  private let catalogue: Catalogue
  /// How many events the source is asked for.
  private let events: Int
  /// Whether every run of an equal source gives events equal but for times. Only then can the contract tell whether one
  /// is missing.
  private let isRepeatable: Bool
  private let location: SourceLocation

  package init(
    _ factory: SourceFactory, config: ConfigNode, catalogue: Catalogue = .standard, events: Int = 20,
    isRepeatable: Bool = false, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    self.factory = factory
    self.config = config
    self.catalogue = catalogue
    self.events = events
    self.isRepeatable = isRepeatable
    location = sourceLocation
  }

  package func check() async {
    declaresItsConfig()
    await buildingHasNoEffects()
    await stopsWhenCancelled()
    await emitsWhatTheCatalogueAllows()
    await waitsForAFullLog()
  }

  // MARK: The promises

  package func declaresItsConfig() {
    let problems = DeclarationCheck.problems(of: factory.config)
    expect(problems.isEmpty, "the config's declaration: \(problems)")
  }

  package func buildingHasNoEffects() async {
    let bench = bench()
    guard build(for: bench) != nil else { return }
    expect(bench.time.sleeperCount == 0, "building the source started something that sleeps")
    expect(bench.accepted == 0, "building the source emitted events")
  }

  package func stopsWhenCancelled() async {
    for (moment, eventsBefore) in [("at once", 0), ("after its first event", 1)] {
      let bench = bench()
      guard let running = start(on: bench) else { return }
      await move(bench, running, until: eventsBefore)
      let stops = await running.stop()
      expect(stops, "the source does not stop when it is cancelled \(moment)")
    }
    let bench = bench(queue: 1)
    guard let running = start(on: bench) else { return }
    await move(bench, running, until: 1)
    await letItRun(bench)
    let stops = await running.stop()
    expect(stops, "the source does not stop when it is cancelled while the log holds it back")
  }

  package func emitsWhatTheCatalogueAllows() async {
    let bench = bench()
    guard let running = start(on: bench) else { return }
    await move(bench, running, until: events)
    _ = await running.stop()
    expect(bench.accepted >= events, "the source gave \(bench.accepted) of \(events) events")
    expect(bench.counters.rejected.load() == 0, "\(bench.counters.rejected.load()) events were refused")
    expect(bench.events.allSatisfy { !$0.source.isEmpty }, "an event names no source")
  }

  /// A full log makes `emit` wait: the source must wait too, and go on where it was.
  package func waitsForAFullLog() async {
    let bench = bench(queue: 1)
    guard let running = start(on: bench) else { return }
    await move(bench, running, until: 1)
    await letItRun(bench)
    let first = bench.accepted
    await letItRun(bench)
    expect(bench.accepted == first, "the source is not held back by a full log")
    while bench.accepted < events, !running.hasEnded, !Task.isCancelled {
      let before = bench.accepted
      bench.makeRoom()
      await move(bench, running, until: before + 1)
      guard bench.accepted > before else { break }
    }
    _ = await running.stop()
    expect(bench.accepted >= events, "the source did not go on when the log had room: \(bench.accepted) events")
    if isRepeatable { await compare(bench.events) }
  }

  // MARK: The bench

  private func compare(_ heldBack: [Event]) async {
    let bench = bench()
    guard let running = start(on: bench) else { return }
    await move(bench, running, until: heldBack.count)
    _ = await running.stop()
    for (index, pair) in zip(bench.events, heldBack).enumerated() {
      let (free, held) = (pair.0.payloadText, pair.1.payloadText)
      guard free != held else { continue }
      return expect(false, "event \(index) of the source that was held back is \(held) and should be \(free)")
    }
  }

  private func bench(queue: Int = 65_536) -> SourceBench {
    SourceBench(name: "contract", catalogue: catalogue, queue: queue)
  }

  private func build(for bench: SourceBench) -> (any Source)? {
    var diagnostics = Diagnostics()
    guard let build = factory.prepare(config, &diagnostics) else {
      expect(false, "the config is refused: \(diagnostics.lines)")
      return nil
    }
    do {
      return try build(bench.context)
    } catch {
      expect(false, "the source cannot be built: \(error)")
      return nil
    }
  }

  private func start(on bench: SourceBench) -> Running? {
    guard let source = build(for: bench) else { return nil }
    return Running { [emitter = bench.emitter] in try? await source.run(emitter) }
  }

  /// Moves time on whenever somebody sleeps, until there are so many events, the source has ended or some real seconds
  /// have passed.
  private func move(_ bench: SourceBench, _ running: Running, until count: Int) async {
    _ = await finishes {
      while bench.accepted < count, !running.hasEnded, !Task.isCancelled {
        if let next = bench.time.nextDeadline { bench.time.advance(to: next) }
        await Task.yield()
      }
    }
  }

  /// Gives the source every opportunity to go on.
  private func letItRun(_ bench: SourceBench) async {
    for _ in 0..<200 {
      if let next = bench.time.nextDeadline { bench.time.advance(to: next) }
      await Task.yield()
    }
  }

  private func expect(_ holds: Bool, _ message: String) {
    #expect(holds, "source contract, \(factory.type): \(message)", sourceLocation: location)
  }
}

extension Event {
  /// For comparing runs: times come from the clock and so are left out.
  fileprivate var payloadText: String {
    "\(typeName) \(data)".replacing(#/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/#, with: "TIME")
  }
}
