/// The way of one event through the graph that decided about it, told from its decisions.
package struct EventTrace: Sendable {
  package enum Verdict: Sendable, Equatable {
    case passed
    case dropped(DropReason)
    /// Its content went into an event that the stage emits.
    case absorbed
    /// The stage keeps it for now.
    case held
    /// It did not come so far.
    case notReached
  }

  package struct StageStep: Sendable, Equatable {
    package let stage: GraphNames.Stage
    package let verdict: Verdict
  }

  /// What became of it behind the last stage.
  package enum End: Sendable, Equatable {
    case admitted(sink: String, isChanged: Bool, at: JournalPosition)
    /// An earlier pipeline of the file had admitted it to that sink.
    case merged(sink: String)
    /// Nobody reads the pipeline's result.
    case unrouted
  }

  package struct Passage: Sendable, Equatable {
    package let pipeline: String
    package let from: [String]
    package let steps: [StageStep]
    package let ends: [End]
  }

  /// In file order: the pipelines that it entered.
  package let passages: [Passage]
  /// Nobody reads where it came from.
  package let isUnrouted: Bool

  /// - Parameter decisions: all that concern the event, of one graph.
  package init(of number: EventNumber, in decisions: [LogBatch.Decisions], names: GraphNames) {
    var found: [Int: Found] = [:]
    var isUnrouted = false
    for part in decisions {
      for (offset, record) in part.batch.records.enumerated() where record.number == number {
        guard record.pipeline >= 0 else {
          isUnrouted = true
          continue
        }
        let end = End(record, names, at: part.start + offset + 1)
        found[Int(record.pipeline), default: Found()].add(record, end, part.batch.reasons)
      }
    }
    Self.addPassedOn(to: &found, names)
    self.isUnrouted = isUnrouted
    passages = found.sorted { $0.key < $1.key }.map { $0.value.passage(of: names.pipelines[$0.key]) }
  }

  /// Pipelines that only hand on to others leave no decision of their own: what these got has passed them.
  private static func addPassedOn(to found: inout [Int: Found], _ names: GraphNames) {
    let index = Dictionary(uniqueKeysWithValues: names.pipelines.enumerated().map { ($1.name, $0) })
    var rest = Array(found.keys)
    while let reader = rest.popLast() {
      let upstream = names.pipelines[reader].from.compactMap { index[$0] }
      // With several ways in, nobody can say which it was.
      guard upstream.count == 1, names.pipelines[reader].from.count == 1, found[upstream[0]] == nil else { continue }
      found[upstream[0]] = Found()
      rest.append(upstream[0])
    }
  }

  private struct Found {
    private var stopped: (stage: Int, verdict: Verdict)?
    private var ends: [End] = []

    mutating func add(_ record: OutcomeBatch.Record, _ end: End?, _ reasons: [DropReason]) {
      if let end { return ends.append(end) }
      switch record.kind {
      case .dropped: stopped = (Int(record.place), .dropped(reasons[Int(record.reason)]))
      case .absorbed: stopped = (Int(record.place), .absorbed)
      case .held where stopped == nil: stopped = (Int(record.place), .held)
      case .held, .admitted, .merged, .unrouted: break
      }
    }

    func passage(of pipeline: GraphNames.Pipeline) -> Passage {
      // A held event that went on in the end has both: the end counts.
      let stop = ends.isEmpty ? stopped : nil
      let steps = pipeline.stages.enumerated().map { position, stage in
        let verdict: Verdict =
          switch stop {
          case .some(let stop) where position == stop.stage: stop.verdict
          case .some(let stop) where position > stop.stage: .notReached
          default: .passed
          }
        return StageStep(stage: stage, verdict: verdict)
      }
      return Passage(pipeline: pipeline.name, from: pipeline.from, steps: steps, ends: ends)
    }
  }
}

extension EventTrace.End {
  /// Nil for a decision of a stage.
  fileprivate init?(_ record: OutcomeBatch.Record, _ names: GraphNames, at position: JournalPosition) {
    switch record.kind {
    case .admitted:
      self = .admitted(sink: names.sinks[Int(record.place)], isChanged: record.isChanged, at: position)
    case .merged: self = .merged(sink: names.sinks[Int(record.place)])
    case .unrouted: self = .unrouted
    case .dropped, .absorbed, .held: return nil
    }
  }
}
