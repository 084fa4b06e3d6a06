import TestSupport
import Testing

@testable import RouterCore

/// Random histories of a log over a storage that fails, in a process and on a machine that crash.
@Suite(.serialized) struct StoredLogPropertyTests {
  @Test(arguments: 0..<40)
  func `no number twice, nothing that was answered lost, the journal as it was`(seed: UInt64) async throws {
    let run = try await StoredLogRun(seed: seed)
    for step in 0..<60 {
      try await run.next()
      guard run.differences.isEmpty else {
        Issue.record("seed \(seed), step \(step): \(run.differences.joined(separator: "\n"))")
        return
      }
    }
  }
}

private final class StoredLogRun {
  private struct Handed: Equatable {
    let position: UInt64
    let number: UInt64
    let text: String
  }

  private var random: SplitMix64
  private var bench: StoredLogBench
  private let graph: Graph
  private var router: Router
  /// Every number that anybody has seen, with its payload.
  private var seen: [UInt64: String] = [:]
  private var answered: Set<UInt64> = []
  private var handed: [Handed] = []
  private var cursor: SinkCursor
  private var notes: [String: [UInt8]] = [:]
  private var count = 0
  private(set) var differences: [String] = []

  init(seed: UInt64) async throws {
    random = SplitMix64(seed: seed)
    bench = try await StoredLogBench()
    graph = try StoredLogBench.graph(stages: [Graph.StageNode(name: "odd", type: "test", prototype: OddStage())])
    router = Router(graph: graph)
    cursor = bench.log.register(DurableSink(name: "out", atHardLimit: .refuse) {})
  }

  func next() async throws {
    switch Int.random(in: 0..<20, using: &random) {
    case 0: try await crash(machine: false)
    case 1: try await crash(machine: true)
    case 2: bench.storage.failNextCommits(Int.random(in: 1...3, using: &random))
    case 3: bench.storage.failNextSyncs(1)
    case 4...9: await append(.refuse)
    case 10...11: await append(.accept)
    case 12...15: route()
    case 16...17: try await advance()
    default: note()
    }
    look()
  }

  // MARK: Steps

  private func append(_ policy: FullLogPolicy) async {
    count += 1
    let events = (0..<Int.random(in: 1...6, using: &random)).map { index in
      Event.sample("agent_status", #"{"n":"\#(count).\#(index)"}"#)
    }
    let (log, answer) = (bench.log, Watched<Result<ClosedRange<EventNumber>, LogError>?>(nil))
    let producer = Running {
      do throws(LogError) {
        let numbers = try await log.append(events, from: .source("test"), whenFull: policy)
        answer.change { $0 = .success(numbers) }
      } catch {
        answer.change { $0 = .failure(error) }
      }
    }
    while !producer.hasEnded, !Task.isCancelled {
      await bench.recover()
    }
    guard case .success(let numbers) = answer.value else {
      if policy == .accept, case .failure(.unavailable) = answer.value {
      } else if policy == .accept {
        differences.append("an event that had to be taken was refused: \(String(describing: answer.value))")
      }
      return
    }
    for (index, event) in events.enumerated() {
      let number = numbers.lowerBound.value + UInt64(index)
      note(number, "\(event.data)")
      answered.insert(number)
    }
  }

  /// Whoever has seen a number has seen what it stands for.
  private func note(_ number: UInt64, _ text: String) {
    if let known = seen[number], known != text { differences.append("\(number) is \(known) and \(text)") }
    seen[number] = text
  }

  private func look() {
    for entry in bench.log.retained(after: .zero, limit: .max) { note(entry.number.value, "\(entry.event.data)") }
  }

  private func route() {
    let entries = bench.log.retained(after: bench.log.routed, limit: Int.random(in: 1...10, using: &random))
    guard let last = entries.last else { return }
    let step = router.step(entries)
    _ = bench.log.record(step.outcomes, emissions: step.emissions, routed: last.number, at: last.loggedAt)
    bench.log.advance(.router, to: last.number)
  }

  private func advance() async throws {
    let limit = Int.random(in: 1...5, using: &random)
    guard let page = try? await bench.log.page(for: "out", after: cursor.position, limit: limit) else { return }
    cursor = SinkCursor(position: page.next, number: max(cursor.number, page.reached ?? cursor.number))
    bench.log.advance("out", to: cursor)
  }

  private func note() {
    let key = "k\(Int.random(in: 0..<3, using: &random))"
    notes[key] = Bool.random(using: &random) ? Array("\(count)".utf8) : nil
    bench.log.note(notes[key], key, of: "kind")
  }

  // MARK: Crashes

  private func journal(of bench: StoredLogBench) async throws -> [Handed] {
    var handed: [Handed] = []
    var position = JournalPosition.start
    while case let page = try await bench.log.page(for: "out", after: position, limit: 7), page.next > position {
      for (delivery, place) in zip(page.deliveries, page.positions) {
        handed.append(Handed(position: place.value, number: delivery.number.value, text: "\(delivery.event.data)"))
      }
      if !page.lost.isEmpty || page.hasHole { differences.append("the journal has lost \(page.lost)") }
      position = page.next
    }
    if position != bench.log.journalEnd { differences.append("the journal ends at \(position), not where it says") }
    return handed
  }

  private func crash(machine: Bool) async throws {
    let isClean = Bool.random(using: &random)
    if isClean { await bench.settle() }
    bench.storage.failNextCommits(0)
    let (before, end, routed) = (try await journal(of: bench), bench.log.journalEnd, bench.log.routed)
    let next = try await bench.crashed(machine: machine)
    let after = try await journal(of: next)
    if after != Array(before.prefix(after.count)) { differences.append("the journal was \(before), is \(after)") }
    if isClean, !machine {
      if after != before || next.log.journalEnd != end { differences.append("decisions that were stored are gone") }
      if next.log.routed != routed { differences.append("routed was \(routed), is \(next.log.routed)") }
      if try await next.log.notes(of: "kind") != notes { differences.append("notes are gone") }
    }
    notes = try await next.log.notes(of: "kind")
    let there = Set(try await next.log.history(after: .zero, limit: .max).map(\.number.value))
    if !answered.isSubset(of: there) {
      differences.append("answered and gone: \(answered.subtracting(there).sorted())")
    }
    bench = next
    router = Router(graph: graph)
    let start = bench.log.register(DurableSink(name: "out", atHardLimit: .refuse) {})
    if start.position > cursor.position { differences.append("the cursor has gone from \(cursor) to \(start)") }
    if start.position > bench.log.journalEnd { differences.append("the cursor is behind the end") }
    if isClean, !machine, start != cursor { differences.append("the cursor was \(cursor), is \(start)") }
    cursor = start
  }
}

/// Masks every third event, drops every fifth and repeats every seventh.
private struct OddStage: Stage {
  func process(_ delivery: Delivery, at time: Timestamp, _ output: inout StageOutput) -> StageVerdict {
    if delivery.number.value.isMultiple(of: 7) { output.emit(delivery.event) }
    if delivery.number.value.isMultiple(of: 5) { return .drop(.filtered) }
    guard delivery.number.value.isMultiple(of: 3) else { return .keep }
    return .replace(delivery.event.replacing(data: .sample(#"{"masked":\#(delivery.number.value)}"#)))
  }
}
