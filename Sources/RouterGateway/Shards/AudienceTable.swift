import RouterCore

/// All audiences of a shard and the index that finds them. An audience exists while it has members.
struct AudienceTable {
  private var audiences: [Audience?] = []
  private var free: [AudienceID] = []
  private var byKey: [Audience.Key: Audience] = [:]
  private var index = SubscriptionIndex()
  private let metrics: EventTypeID?

  /// - Parameter metrics: the event type that is projected to the agents subscribed to.
  init(metrics: EventTypeID?) { self.metrics = metrics }

  var interest: EventTypeSet { index.interest }
  var filterEvaluations: UInt64 { index.evaluations }
  /// What is held here, for leak checks: 0 when nobody is subscribed.
  var size: Int { byKey.count + index.size }

  /// Moves a connection to the audience of its present subscriptions, or out of all when it has none.
  mutating func place(_ connection: SessionConnection, _ subscriptions: SubscriptionSet) {
    remove(connection)
    guard !subscriptions.isEmpty else { return }
    let key = Audience.Key(form: connection.form, subscriptions: subscriptions)
    (byKey[key] ?? makeAudience(key)).join(connection)
  }

  mutating func remove(_ connection: SessionConnection) {
    guard let audience = connection.membership?.audience else { return }
    audience.leave(connection)
    guard audience.members.isEmpty else { return }
    index.remove(audience.id, audience.key.subscriptions)
    byKey[audience.key] = nil
    audiences[audience.id.position] = nil
    free.append(audience.id)
  }

  private mutating func makeAudience(_ key: Audience.Key) -> Audience {
    let id = free.popLast() ?? AudienceID(audiences.count)
    let projection = metrics.flatMap { key.subscriptions.types[$0]?.projection() } ?? .all
    let audience = Audience(id: id, key: key, projection: projection)
    if id.position == audiences.count { audiences.append(audience) } else { audiences[id.position] = audience }
    byKey[key] = audience
    index.add(id, key.subscriptions)
    return audience
  }

  /// Notes an event of the current turn with every audience that it is for.
  /// - Parameter touched: gets the audiences that hear their first event of the turn.
  mutating func match(_ event: Event, at position: Int, _ touched: inout [Audience]) {
    let audiences = audiences
    index.forEachMatch(of: event) { id in
      guard let audience = audiences[id.position] else { return }
      if audience.events.isEmpty { touched.append(audience) }
      audience.events.insert(position)
    }
  }
}
