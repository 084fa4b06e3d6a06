import RouterCore
import Synchronization

/// The connections of every user and from every address, whatever their transport and loop, and how often it was tried
/// (contract §2, limits and pool).
package final class ConnectionPools: Sendable {
  struct Arrival: Sendable {
    /// Nil for somebody who has not said who it is.
    let subject: String?
    /// Nil behind a socket file.
    let address: NetworkAddress?
    let fingerprint: String?
    /// Resumes a session that can be resumed: its attempt does not count.
    let isResuming: Bool
    /// Has the session that is resumed, if anybody has.
    let predecessor: PoolSeat?
  }

  package enum Refusal: Error, Equatable {
    /// To be told in words, then 1013.
    case told(ErrorCode, LimitReport, retryAfter: Duration)
    /// Before the upgrade, with 429.
    case barred(retryAfter: Duration)
  }

  fileprivate struct Pool {
    let id: UInt64
    var seats: [ObjectIdentifier: PoolSeat] = [:]
    /// Seats when its connections were last told. A connection that is alone need not be told so.
    var told = 1
  }

  fileprivate struct State {
    /// By user; those of nobody yet under nil.
    var pools: [String?: Pool] = [:]
    var places: [NetworkAddress: Int] = [:]
    var made: UInt64 = 0
    /// Users whose connections have come or gone since the last tick.
    var stale: Set<String> = []
    /// Attempts with good tokens by user, and with bad ones by address.
    var attempts = SubjectWindows(window: .seconds(60))
    var failures = SubjectWindows(window: .seconds(60))
    /// Connections that have gone without anybody having said who it is, by address.
    var guests = SubjectWindows(window: .seconds(60))
  }

  /// What a client is told that finds no place.
  private static let comeBack = Duration.seconds(30)

  private let limits: SessionLimits
  private let silence: Duration
  private let time: any TimeSource
  private let state = Mutex(State())

  /// - Parameter silence: a connection that has not answered a ping for this long gives way to one of the same client.
  init(_ limits: SessionLimits, silence: Duration, time: any TimeSource) {
    self.limits = limits
    self.silence = silence
    self.time = time
  }

  // MARK: Coming

  /// Finds a seat for a connection whose token is good, or which may tell it later.
  func take(_ arrival: Arrival) throws(Refusal) -> PoolSeat {
    let now = time.now()
    let seat = PoolSeat(
      subject: arrival.subject, place: arrival.address?.place, fingerprint: arrival.fingerprint)
    let superseded = try state.withLock { state throws(Refusal) -> PoolSeat? in
      if let subject = arrival.subject {
        if !arrival.isResuming { try attempt(by: subject, &state.attempts, at: now) }
      } else if let place = seat.place {
        try checkGuests(from: place, &state, at: now)
      }
      var superseded: PoolSeat?
      do throws(Refusal) {
        try checkRoom(for: seat, without: arrival.predecessor, state)
      } catch {
        guard let silent = state.silent(like: seat, before: now - silence) else { throw error }
        try checkRoom(for: seat, without: silent, state)
        superseded = silent
      }
      state.add(seat)
      noteChange(arrival.subject, &state)
      return superseded
    }
    // Once only: it keeps its seat until it has gone.
    superseded?.silentSince = nil
    superseded?.call { $0.giveWay() }
    return seat
  }

  /// Counts a connection whose token is bad.
  func fail(from address: NetworkAddress?) throws(Refusal) {
    guard let address else { return }
    let now = time.now()
    try state.withLock { state throws(Refusal) in
      try attempt(by: "\(address.place)", &state.failures, at: now)
    }
  }

  private func attempt(by subject: String, _ windows: inout SubjectWindows, at now: Timestamp) throws(Refusal) {
    let limit = limits.connectionRate
    guard limit < .max else { return }
    let (count, wait) = windows.count(subject, at: now)
    guard count > limit else { return }
    guard count < 2 * limit else { throw .barred(retryAfter: wait) }
    throw .told(
      .rateLimitExceeded, LimitReport(kind: .connectionRate, limit: limit, current: count), retryAfter: wait)
  }

  /// As many as may be here at a time may come and go in a minute, or the limit of messages would be one of nobody.
  private func checkGuests(from place: NetworkAddress, _ state: inout State, at now: Timestamp) throws(Refusal) {
    let limit = limits.connectionsPerAddress
    do throws(SubjectWindows.Refusal) {
      try state.guests.take(0, of: limit - 1, by: "\(place)", at: now)
    } catch {
      throw .told(
        .rateLimitExceeded, LimitReport(kind: .connectionRate, limit: limit, current: error.used),
        retryAfter: error.wait)
    }
  }

  /// - Parameter leaving: gives up its seat for this one.
  private func checkRoom(
    for seat: PoolSeat, without leaving: PoolSeat?, _ state: State
  ) throws(Refusal) {
    let freed = leaving.map { state.has($0) ? 1 : 0 } ?? 0
    if seat.subject != nil {
      let own = (state.pools[seat.subject]?.seats.count ?? 0) - (leaving?.subject == seat.subject ? freed : 0)
      guard own < limits.connectionsPerUser else {
        throw full(.connectionsPerUser, limits.connectionsPerUser, own)
      }
    }
    guard let place = seat.place else { return }
    let there = (state.places[place] ?? 0) - (leaving?.place == place ? freed : 0)
    guard there >= limits.connectionsPerAddress else { return }
    throw full(.connectionsPerAddress, limits.connectionsPerAddress, there)
  }

  private func full(_ kind: LimitReport.Kind, _ limit: Int, _ current: Int) -> Refusal {
    .told(
      .connectionLimitExceeded, LimitReport(kind: kind, limit: limit, current: current), retryAfter: Self.comeBack)
  }

  // MARK: Going

  /// Gives a seat up; once, however often it is called.
  /// - Parameter asGuest: whether somebody who has never said who it is has come and gone.
  func leave(_ seat: PoolSeat, asGuest: Bool = true) {
    seat.vacate()
    let now = time.now()
    state.withLock { state in
      guard state.remove(seat) else { return }
      noteChange(seat.subject, &state)
      guard asGuest, seat.subject == nil, let place = seat.place else { return }
      _ = state.guests.count("\(place)", at: now)
    }
  }

  // MARK: Asking

  func info(for seat: PoolSeat) -> PoolInfo {
    let pool = state.withLock { $0.pools[seat.subject].map { ($0.id, $0.seats.count) } }
    return PoolInfo(
      id: "pool_\(pool?.0 ?? 0)", connections: pool?.1 ?? 0,
      limit: limits.connectionsPerUser < .max ? limits.connectionsPerUser : nil)
  }

  /// Seats taken, for leak checks.
  var count: Int { state.withLock { $0.pools.values.reduce(0) { $0 + $1.seats.count } } }

  // MARK: Telling

  /// Lets all connections of a user know that their number has changed, once for all changes of a second. Where there is no limit
  /// nobody cares. To be called about once a second.
  func tell() {
    for seat in state.withLock({ $0.takeStale() }) { seat.call { $0.poolChanged() } }
  }

  private func noteChange(_ subject: String?, _ state: inout State) {
    if let subject, limits.connectionsPerUser < .max { state.stale.insert(subject) }
  }
}

extension ConnectionPools.State {
  mutating func add(_ seat: PoolSeat) {
    if pools[seat.subject] == nil {
      made += 1
      pools[seat.subject] = ConnectionPools.Pool(id: made)
    }
    pools[seat.subject]?.seats[ObjectIdentifier(seat)] = seat
    if let place = seat.place { places[place, default: 0] += 1 }
  }

  func has(_ seat: PoolSeat) -> Bool { pools[seat.subject]?.seats[ObjectIdentifier(seat)] != nil }

  /// - Returns: whether it was there.
  mutating func remove(_ seat: PoolSeat) -> Bool {
    guard pools[seat.subject]?.seats.removeValue(forKey: ObjectIdentifier(seat)) != nil else { return false }
    if pools[seat.subject]?.seats.isEmpty == true { pools[seat.subject] = nil }
    if let place = seat.place, let count = places[place] { places[place] = count > 1 ? count - 1 : nil }
    return true
  }

  /// Those who have to be told.
  mutating func takeStale() -> [PoolSeat] {
    defer { stale.removeAll() }
    return stale.flatMap { subject -> [PoolSeat] in
      guard let pool = pools[subject], pool.told != pool.seats.count else { return [] }
      pools[subject]?.told = pool.seats.count
      return Array(pool.seats.values)
    }
  }

  /// A connection of the same client that does not answer any more.
  func silent(like seat: PoolSeat, before moment: Timestamp) -> PoolSeat? {
    guard let fingerprint = seat.fingerprint, seat.subject != nil else { return nil }
    return pools[seat.subject]?.seats.values.first { other in
      other.fingerprint == fingerprint && other.silentSince.map { $0 <= moment } == true
    }
  }
}
