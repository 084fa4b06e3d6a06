import NIOCore
import RouterCore
import Synchronization

/// The connection that has a seat. Used on its loop.
protocol PoolMember: AnyObject {
  var shard: Shard { get }
  /// Connections have come or gone.
  func poolChanged()
  /// Another connection takes the place.
  func giveWay()
}

/// One connection's place among those of its user.
final class PoolSeat: Sendable {
  // Safety: what a member has is touched on its shard's loop only.
  private struct Holder: @unchecked Sendable {
    let member: any PoolMember
  }

  /// Nil as long as nobody has said who it is.
  let subject: String?
  /// Nil behind a socket file.
  let place: NetworkAddress?
  /// What the client says that it is.
  let fingerprint: String?
  private let holder = Mutex<Holder?>(nil)
  /// Microseconds of the moment of the first ping without an answer; 0 when all are answered.
  private let silence = Atomic<Int64>(0)

  init(subject: String?, place: NetworkAddress?, fingerprint: String?) {
    self.subject = subject
    self.place = place
    self.fingerprint = fingerprint
  }

  var silentSince: Timestamp? {
    get {
      let moment = silence.load(ordering: .relaxed)
      return moment == 0 ? nil : Timestamp(microseconds: moment)
    }
    set { silence.store(newValue?.microseconds ?? 0, ordering: .relaxed) }
  }

  func occupy(by member: any PoolMember) { holder.withLock { $0 = Holder(member: member) } }

  func vacate() { holder.withLock { $0 = nil } }

  /// Calls whoever sits here, on its loop.
  func call(_ body: @escaping @Sendable (any PoolMember) -> Void) {
    guard let holder = holder.withLock({ $0 }) else { return }
    holder.member.shard.loop.execute { body(holder.member) }
  }
}
