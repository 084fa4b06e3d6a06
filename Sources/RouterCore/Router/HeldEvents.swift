/// Events that stages hold: where, and which sinks they have reached by other ways meanwhile.
struct HeldEvents: Sendable {
  /// How an event was when a stage began to hold it.
  struct Form: Sendable {
    let event: Event
    let isChanged: Bool
  }

  /// What a held event needs to go on.
  struct Memory: Sendable {
    let form: Form
    /// The ids of sinks' counters, since those outlive a graph.
    let reached: [Int]
  }

  /// A stage can hold an event more than once: each time that one of the pipelines it reads has passed it on.
  private var byPlace: [StagePlace: [EventNumber: [Form]]] = [:]
  private var holds: [EventNumber: Int] = [:]
  private var reached: [EventNumber: [Int]] = [:]

  var isEmpty: Bool { holds.isEmpty }
  var places: [StagePlace] { Array(byPlace.keys) }

  /// How many a stage holds, each as often as it does.
  func count(at place: StagePlace) -> Int { (byPlace[place] ?? [:]).values.reduce(0) { $0 + $1.count } }

  func holds(_ number: EventNumber) -> Bool { !holds.isEmpty && holds[number] != nil }

  mutating func add(_ delivery: Delivery, at place: StagePlace, isChanged: Bool) {
    let form = Form(event: delivery.event, isChanged: isChanged)
    byPlace[place, default: [:]][delivery.number, default: []].append(form)
    holds[delivery.number, default: 0] += 1
  }

  /// Nil when the stage does not hold that event (any more).
  /// - Parameter event: which form of it, should the stage hold several.
  mutating func take(_ number: EventNumber, as event: Event? = nil, at place: StagePlace) -> Memory? {
    guard var forms = byPlace[place]?[number] else { return nil }
    let form = forms.remove(at: forms.firstIndex { $0.event === event } ?? 0)
    byPlace[place]?[number] = forms.isEmpty ? nil : forms
    let memory = Memory(form: form, reached: reached[number] ?? [])
    settle(number, 1)
    return memory
  }

  /// All that a stage holds, in order.
  mutating func takeAll(at place: StagePlace) -> [(number: EventNumber, form: Form)] {
    let taken = (byPlace.removeValue(forKey: place) ?? [:]).sorted { $0.key < $1.key }
    for (number, forms) in taken { settle(number, forms.count) }
    return taken.flatMap { number, forms in forms.map { (number, $0) } }
  }

  /// Remembers the sinks for as long as somebody holds the event.
  mutating func noteReached(_ sinks: [Int], _ number: EventNumber) {
    guard holds(number) else { return }
    let known = reached[number] ?? []
    reached[number] = known + sinks.filter { !known.contains($0) }
  }

  /// Carries the places that the next graph continues over to it; all others must have been emptied.
  mutating func move(from old: Graph, to new: Graph) {
    byPlace = byPlace.reduce(into: [:]) { moved, entry in
      if let place = new.successor(of: entry.key, in: old) { moved[place] = entry.value }
    }
  }

  /// What an event reached is forgotten when the last stage that held it has let go.
  private mutating func settle(_ number: EventNumber, _ count: Int) {
    let left = (holds[number] ?? 0) - count
    holds[number] = left > 0 ? left : nil
    if left <= 0 { reached[number] = nil }
  }
}
