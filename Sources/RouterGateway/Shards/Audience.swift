import RouterCore

/// The sessions of one shard that have the same subscriptions and hear events in the same form. Matching, rendering and
/// framing happen once for all of them.
final class Audience {
  struct Key: Hashable {
    let form: FrameForm
    let subscriptions: SubscriptionSet
  }

  let id: AudienceID
  let key: Key
  /// Which agents it sees of a metrics event.
  let projection: AgentProjection
  private(set) var members: [SessionConnection] = []
  /// Events of the current turn that are for it.
  var events = EventMask()

  init(id: AudienceID, key: Key, projection: AgentProjection) {
    self.id = id
    self.key = key
    self.projection = projection
  }

  func join(_ connection: SessionConnection) {
    connection.membership = Membership(audience: self, index: members.count)
    members.append(connection)
  }

  func leave(_ connection: SessionConnection) {
    guard let membership = connection.membership, membership.audience === self else { return }
    connection.membership = nil
    let last = members.removeLast()
    guard last !== connection else { return }
    members[membership.index] = last
    last.membership = membership
  }
}

/// A session's place in its audience.
struct Membership {
  let audience: Audience
  let index: Int
}
