@testable import RouterCore

/// What the router should do, written as plainly as possible: recursion, names and dictionaries. Never forgets
/// anything.
struct NaiveRouter {
  struct Admission {
    let pipeline: Int
    let event: Event
    let isChanged: Bool
  }

  struct Held {
    let place: String
    let number: EventNumber
    let event: Event
    let isChanged: Bool
  }

  private(set) var plan: GraphPlan
  private var stages: [String: MoodyStage] = [:]
  private var clock = Timestamp.distantPast
  private var held: [Held] = []
  /// Per event whose walk is under way: what each sink could get.
  private var open: [EventNumber: [String: [Admission]]] = [:]
  /// All that each sink ever got.
  private var reached: [String: Set<EventNumber>] = [:]

  private(set) var points: [Ledger.Point: Ledger.Tally] = [:]
  private(set) var edges: [Ledger.Edge: UInt64] = [:]
  var deliveries: [String: [Delivery]] = [:]
  var emissions: [Emission] = []
  var outcomes: [EventNumber: [Outcome]] = [:]

  init(_ plan: GraphPlan) {
    self.plan = plan
    for (pipeline, stage) in allStages { stages["\(pipeline)/\(stage.name)"] = MoodyStage(seed: stage.seed) }
  }

  private var allStages: [(pipeline: String, stage: GraphPlan.Stage)] {
    plan.pipelines.flatMap { pipeline in pipeline.stages.map { (pipeline.name, $0) } }
  }

  // MARK: Steps

  mutating func step(_ entry: LogEntry) {
    callDue(at: entry.loggedAt)
    clock = max(clock, entry.loggedAt)
    let delivery = Delivery(number: entry.number, event: entry.event)
    switch entry.origin {
    case .source(let name): enter(delivery, from: name)
    case .stage(let pipeline, let stage): come(back: delivery, behind: stage, in: pipeline)
    }
  }

  mutating func advance(to now: Timestamp) {
    callDue(at: now)
    clock = max(clock, now)
  }

  mutating func swap(to next: GraphPlan) {
    let before = allStages
    let states = stages
    plan = next
    stages = [:]
    for (pipeline, stage) in allStages {
      let isKept = before.contains { $0.pipeline == pipeline && $0.stage == stage }
      let place = "\(pipeline)/\(stage.name)"
      stages[place] = (isKept ? states[place] : nil) ?? MoodyStage(seed: stage.seed)
    }
    for (pipeline, stage) in before where !allStages.contains(where: { $0.pipeline == pipeline && $0.stage == stage }) {
      let place = "\(pipeline)/\(stage.name)"
      for event in held.filter({ $0.place == place }) { discard(event, from: stage.name, of: pipeline, .reloaded) }
      held.removeAll { $0.place == place }
    }
  }

  // MARK: Ways in

  private mutating func enter(_ delivery: Delivery, from source: String) {
    points[.source(source), default: .init()].received += 1
    let readers = plan.pipelines.indices.filter { plan.pipelines[$0].from.contains(source) }
    guard !readers.isEmpty else {
      points[.source(source), default: .init()].unrouted += 1
      return note(delivery.number, nil, .unrouted, false)
    }
    points[.source(source), default: .init()].passed += 1
    points[.source(source), default: .init()].sent += UInt64(readers.count)
    underWay(delivery.number) { router in
      for reader in readers {
        router.move(from: .source(source), to: router.entry(reader))
        router.walk(delivery, isChanged: false, reader, 0)
      }
    }
  }

  private mutating func come(back delivery: Delivery, behind stage: String, in pipeline: String) {
    let point = Ledger.Point.stage(pipeline: pipeline, stage: stage)
    points[point, default: .init()].returned += 1
    guard let index = plan.pipelines.firstIndex(where: { $0.name == pipeline }),
      let position = plan.pipelines[index].stages.firstIndex(where: { $0.name == stage })
    else {
      points[point, default: .init()].unrouted += 1
      return note(delivery.number, nil, .unrouted, false)
    }
    underWay(delivery.number) { router in
      router.move(from: point, to: router.point(index, position + 1))
      router.walk(delivery, isChanged: false, index, position + 1)
    }
  }

  // MARK: The way through

  private mutating func walk(_ delivery: Delivery, isChanged: Bool, _ pipeline: Int, _ position: Int) {
    guard position < plan.pipelines[pipeline].stages.count else {
      return fanOut(delivery, isChanged: isChanged, pipeline)
    }
    let (name, stage) = (plan.pipelines[pipeline].name, plan.pipelines[pipeline].stages[position].name)
    let place = "\(name)/\(stage)"
    let point = Ledger.Point.stage(pipeline: name, stage: stage)
    var output = StageOutput()
    guard let verdict = stages[place]?.process(delivery, at: clock, &output) else { return }
    var next: (Delivery, Bool)?
    switch verdict {
    case .keep: next = (delivery, isChanged)
    case .replace(let event): next = (Delivery(number: delivery.number, event: event), true)
    case .drop(let reason):
      points[point, default: .init()].dropped[reason, default: 0] += 1
      note(delivery.number, name, .dropped(stage: stage, reason), isChanged)
    case .absorb:
      points[point, default: .init()].absorbed += 1
      note(delivery.number, name, .absorbed(stage: stage), isChanged)
    case .hold:
      points[point, default: .init()].held += 1
      held.append(Held(place: place, number: delivery.number, event: delivery.event, isChanged: isChanged))
      note(delivery.number, name, .held(stage: stage), isChanged)
    }
    if next != nil { points[point, default: .init()].passed += 1 }
    settle(output, pipeline, position)
    guard let (delivery, isChanged) = next else { return }
    move(from: point, to: self.point(pipeline, position + 1))
    walk(delivery, isChanged: isChanged, pipeline, position + 1)
  }

  private mutating func fanOut(_ delivery: Delivery, isChanged: Bool, _ pipeline: Int) {
    let (name, sinks) = (plan.pipelines[pipeline].name, plan.pipelines[pipeline].to)
    let readers = plan.pipelines.indices.filter { plan.pipelines[$0].from.contains(name) }
    guard !sinks.isEmpty || !readers.isEmpty else {
      points[.pipeline(name), default: .init()].unrouted += 1
      return note(delivery.number, name, .unrouted, isChanged)
    }
    points[.pipeline(name), default: .init()].passed += 1
    points[.pipeline(name), default: .init()].sent += UInt64(sinks.count + readers.count)
    for sink in sinks {
      move(from: .pipeline(name), to: .sink(sink))
      let admission = Admission(pipeline: pipeline, event: delivery.event, isChanged: isChanged)
      open[delivery.number, default: [:]][sink, default: []].append(admission)
    }
    for reader in readers {
      move(from: .pipeline(name), to: entry(reader))
      walk(delivery, isChanged: isChanged, reader, 0)
    }
  }

  // MARK: What stages say

  private mutating func callDue(at now: Timestamp) {
    while let next = stages.values.compactMap(\.deadline).min(), next <= now {
      clock = max(clock, next)
      callAllDue()
      // One that keeps its deadline has to wait.
      if let left = stages.values.compactMap(\.deadline).min(), left <= clock { return }
    }
  }

  private mutating func callAllDue() {
    for pipeline in plan.pipelines.indices {
      for (position, stage) in plan.pipelines[pipeline].stages.enumerated() {
        let place = "\(plan.pipelines[pipeline].name)/\(stage.name)"
        guard let deadline = stages[place]?.deadline, deadline <= clock else { continue }
        var output = StageOutput()
        stages[place]?.due(at: clock, &output)
        settle(output, pipeline, position)
      }
    }
  }

  private mutating func settle(_ output: StageOutput, _ pipeline: Int, _ position: Int) {
    let (name, stage) = (plan.pipelines[pipeline].name, plan.pipelines[pipeline].stages[position].name)
    let (place, point) = ("\(name)/\(stage)", Ledger.Point.stage(pipeline: name, stage: stage))
    for event in output.emitted {
      points[point, default: .init()].emitted += 1
      emissions.append(Emission(origin: .stage(pipeline: name, stage: stage), event: event))
    }
    for (number, reason) in output.discarded {
      guard let index = held.firstIndex(where: { $0.place == place && $0.number == number }) else { continue }
      discard(held.remove(at: index), from: stage, of: name, reason)
    }
    for delivery in output.released {
      let copies = held.indices.filter { held[$0].place == place && held[$0].number == delivery.number }
      guard let index = copies.first(where: { held[$0].event === delivery.event }) ?? copies.first else { continue }
      let before = held.remove(at: index)
      points[point, default: .init()].held -= 1
      points[point, default: .init()].passed += 1
      underWay(delivery.number) { router in
        router.move(from: point, to: router.point(pipeline, position + 1))
        let isChanged = before.isChanged || before.event !== delivery.event
        router.walk(delivery, isChanged: isChanged, pipeline, position + 1)
      }
    }
  }

  private mutating func discard(_ event: Held, from stage: String, of pipeline: String, _ reason: DropReason) {
    points[.stage(pipeline: pipeline, stage: stage), default: .init()].held -= 1
    points[.stage(pipeline: pipeline, stage: stage), default: .init()].dropped[reason, default: 0] += 1
    note(event.number, pipeline, .dropped(stage: stage, reason), event.isChanged)
  }

  // MARK: Sinks

  /// Sinks get the event when the walk is over; a walk within a walk of the same event belongs to it.
  private mutating func underWay(_ number: EventNumber, _ walk: (inout Self) -> Void) {
    guard open[number] == nil else { return walk(&self) }
    open[number] = [:]
    walk(&self)
    for (sink, admissions) in open.removeValue(forKey: number) ?? [:] { admit(number, to: sink, admissions) }
  }

  private mutating func admit(_ number: EventNumber, to sink: String, _ admissions: [Admission]) {
    let isNew = reached[sink, default: []].insert(number).inserted
    let first = admissions.indices.min { (admissions[$0].pipeline, $0) < (admissions[$1].pipeline, $1) }
    for (index, admission) in admissions.enumerated() {
      let name = plan.pipelines[admission.pipeline].name
      if isNew, index == first {
        points[.sink(sink), default: .init()].passed += 1
        deliveries[sink, default: []].append(Delivery(number: number, event: admission.event))
        note(number, name, .admitted(sink: sink), admission.isChanged)
      } else {
        points[.sink(sink), default: .init()].merged += 1
        note(number, name, .merged(sink: sink), admission.isChanged)
      }
    }
  }

  // MARK: Books

  private mutating func note(_ number: EventNumber, _ pipeline: String?, _ fate: Outcome.Fate, _ isChanged: Bool) {
    outcomes[number, default: []].append(Outcome(pipeline: pipeline, fate: fate, isChanged: isChanged))
  }

  private mutating func move(from: Ledger.Point, to: Ledger.Point) {
    edges[Ledger.Edge(from: from, to: to), default: 0] += 1
    points[to, default: .init()].received += 1
  }

  private func point(_ pipeline: Int, _ position: Int) -> Ledger.Point {
    let pipeline = plan.pipelines[pipeline]
    guard position < pipeline.stages.count else { return .pipeline(pipeline.name) }
    return .stage(pipeline: pipeline.name, stage: pipeline.stages[position].name)
  }

  private func entry(_ pipeline: Int) -> Ledger.Point { point(pipeline, 0) }
}
