/// Events that stages hold: where, and which sinks they have reached by other ways meanwhile.
struct HeldEvents: Sendable {
  struct Place: Sendable, Hashable {
    let pipeline: Int
    let stage: Int
  }

  /// What a held event needs to go on.
  struct Memory: Sendable {
    let isChanged: Bool
    let reached: Set<Int>
  }

  private var byPlace: [Place: [EventNumber: Bool]] = [:]
  private var holds: [EventNumber: Int] = [:]
  private var reached: [EventNumber: Set<Int>] = [:]

  var places: [Place] { Array(byPlace.keys) }

  mutating func add(_ number: EventNumber, pipeline: Int, stage: Int, isChanged: Bool) {
    byPlace[Place(pipeline: pipeline, stage: stage), default: [:]][number] = isChanged
    holds[number, default: 0] += 1
  }

  /// Nil when the stage does not hold that event (any more).
  mutating func take(_ number: EventNumber, pipeline: Int, stage: Int) -> Memory? {
    let place = Place(pipeline: pipeline, stage: stage)
    guard let isChanged = byPlace[place]?.removeValue(forKey: number) else { return nil }
    let memory = Memory(isChanged: isChanged, reached: reached[number] ?? [])
    settle(number)
    return memory
  }

  mutating func takeAll(at place: Place) -> [EventNumber] {
    let numbers = byPlace.removeValue(forKey: place).map { $0.keys.sorted() } ?? []
    numbers.forEach { settle($0) }
    return numbers
  }

  /// Remembers only for events that somebody holds.
  mutating func noteReached(_ sink: Int, _ number: EventNumber) {
    guard !holds.isEmpty, holds[number] != nil else { return }
    reached[number, default: []].insert(sink)
  }

  /// Carries indices over to another graph, by name.
  mutating func remap(from old: Graph, to new: Graph) {
    guard !holds.isEmpty else { return }
    byPlace = Dictionary(
      uniqueKeysWithValues: byPlace.compactMap { place, events in
        guard let pipeline = new.pipeline(named: old.pipelines[place.pipeline].name) else { return nil }
        let name = old.pipelines[place.pipeline].stages[place.stage].name
        guard let stage = new.pipelines[pipeline].stages.firstIndex(where: { $0.name == name }) else { return nil }
        return (Place(pipeline: pipeline, stage: stage), events)
      })
    reached = reached.mapValues { sinks in
      Set(sinks.compactMap { sink in new.sinks.firstIndex(of: old.sinks[sink]) })
    }
  }

  /// What an event reached is remembered until the last stage that held it has let go.
  private mutating func settle(_ number: EventNumber) {
    guard let count = holds[number] else { return }
    holds[number] = count > 1 ? count - 1 : nil
    if count <= 1 { reached[number] = nil }
  }
}
