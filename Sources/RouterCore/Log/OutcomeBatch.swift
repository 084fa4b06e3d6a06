/// The decisions of one router step, packed: no allocation per event, names resolved only when somebody asks.
package struct OutcomeBatch: Sendable {
  struct Record: Sendable {
    enum Kind: UInt8, Sendable { case admitted, merged, dropped, absorbed, held, unrouted }

    let number: EventNumber
    let kind: Kind
    let isChanged: Bool
    /// Indices into the graph that decided; -1 where there is none.
    let pipeline: Int16
    let stage: Int16
    let sink: Int16
    let reason: DropReason?
  }

  /// The graph whose indices the records use.
  let graph: Graph
  /// Payloads that a stage changed, by number and sink: resume must show the form that was sent.
  var changed: [ChangedForm: Event] = [:]
  var records: [Record] = []

  struct ChangedForm: Hashable, Sendable {
    let number: EventNumber
    let sink: Int16
  }

  init(graph: Graph) { self.graph = graph }

  package var isEmpty: Bool { records.isEmpty }

  func outcome(of record: Record) -> Outcome {
    let pipeline = record.pipeline >= 0 ? graph.pipelines[Int(record.pipeline)] : nil
    let stage = record.stage >= 0 ? pipeline.flatMap { $0.stages.indices.contains(Int(record.stage)) ? $0.stages[Int(record.stage)].name : nil } ?? "" : ""
    let sink = record.sink >= 0 ? graph.sinks[Int(record.sink)] : ""
    let fate: Outcome.Fate =
      switch record.kind {
      case .admitted: .admitted(sink: sink)
      case .merged: .merged(sink: sink)
      case .dropped: .dropped(stage: stage, record.reason ?? .filtered)
      case .absorbed: .absorbed(stage: stage)
      case .held: .held(stage: stage)
      case .unrouted: .unrouted
      }
    return Outcome(pipeline: pipeline?.name, fate: fate, isChanged: record.isChanged)
  }
}

extension OutcomeBatch {
  mutating func add(_ delivery: Delivery, _ kind: Record.Kind) {
    add(number: delivery.number, pipeline: -1, stage: -1, kind, isChanged: false)
  }

  mutating func add(_ walker: Walker, _ kind: Record.Kind, sink: Int = -1, reason: DropReason? = nil) {
    add(
      number: walker.delivery.number, pipeline: walker.pipeline, stage: walker.stage, kind,
      isChanged: walker.isChanged, sink: sink, reason: reason)
  }

  mutating func add(
    number: EventNumber, pipeline: Int, stage: Int, _ kind: Record.Kind, isChanged: Bool, sink: Int = -1,
    reason: DropReason? = nil
  ) {
    records.append(
      Record(
        number: number, kind: kind, isChanged: isChanged, pipeline: Int16(clamping: pipeline),
        stage: Int16(clamping: stage), sink: Int16(clamping: sink), reason: reason))
  }

  mutating func keepForm(_ delivery: Delivery, sink: Int) {
    changed[ChangedForm(number: delivery.number, sink: Int16(clamping: sink))] = delivery.event
  }
}
