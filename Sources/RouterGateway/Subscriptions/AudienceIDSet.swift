/// A set of audiences that takes no memory of its own while it has one member, as nearly all of an index of agents have.
struct AudienceIDSet {
  /// The first member; the others are in `rest`, which is empty while there is none.
  private var first: AudienceID?
  private var rest: Set<AudienceID> = []

  var isEmpty: Bool { first == nil }

  func contains(_ id: AudienceID) -> Bool { first == id || rest.contains(id) }

  mutating func insert(_ id: AudienceID) {
    guard let first else { return first = id }
    if first != id { rest.insert(id) }
  }

  mutating func remove(_ id: AudienceID) {
    guard first == id else {
      rest.remove(id)
      return
    }
    first = rest.popFirst()
  }

  @inline(__always)
  func forEach(_ body: (AudienceID) -> Void) {
    if let first { body(first) }
    if !rest.isEmpty { rest.forEach(body) }
  }
}
