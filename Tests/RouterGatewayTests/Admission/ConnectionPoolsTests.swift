import RouterCore
import TestSupport
import Testing

@testable import RouterGateway

/// Connections by user and address, and attempts (contract §2, limits and pool).
struct ConnectionPoolsTests {
  private let time = VirtualTime()
  private let pools: ConnectionPools

  init() { pools = ConnectionPools(SessionLimits(.production), silence: .seconds(5), time: time) }

  private func arrival(
    _ subject: String = "u", from address: String? = "10.0.0.1", fingerprint: String? = nil, resuming: Bool = false,
    after predecessor: PoolSeat? = nil
  ) -> ConnectionPools.Arrival {
    ConnectionPools.Arrival(
      subject: subject, address: address.flatMap { NetworkAddress($0) }, fingerprint: fingerprint,
      isResuming: resuming, predecessor: predecessor)
  }

  private func refusal(_ arrival: ConnectionPools.Arrival) -> ConnectionPools.Refusal? {
    do throws(ConnectionPools.Refusal) {
      _ = try pools.take(arrival)
      return nil
    } catch {
      return error
    }
  }

  @Test func `The sixth connection of a user finds no place until one has left`() throws {
    let seats = try (1...5).map { _ in try pools.take(arrival()) }
    #expect(
      refusal(arrival())
        == .told(
          .connectionLimitExceeded, LimitReport(kind: .connectionsPerUser, limit: 5, current: 5),
          retryAfter: .seconds(30)))
    #expect(refusal(arrival("somebody else")) == nil)
    pools.leave(seats[2])
    // Once, however often it is said.
    pools.leave(seats[2])
    #expect(refusal(arrival()) == nil)
    #expect(refusal(arrival()) != nil)
  }

  @Test func `The 21st connection from an address finds no place`() throws {
    for number in 1...20 { _ = try pools.take(arrival("user \(number)")) }
    #expect(
      refusal(arrival("user 21"))
        == .told(
          .connectionLimitExceeded, LimitReport(kind: .connectionsPerAddress, limit: 20, current: 20),
          retryAfter: .seconds(30)))
    #expect(refusal(arrival("user 21", from: "10.0.0.2")) == nil)
    // A socket file is no address.
    #expect(refusal(arrival("user 22", from: nil)) == nil)
  }

  @Test func `The eleventh attempt of a user in a minute is told, the twentieth barred`() throws {
    for _ in 1...10 { pools.leave(try pools.take(arrival())) }
    for attempt in 11...19 {
      #expect(
        refusal(arrival())
          == .told(
            .rateLimitExceeded, LimitReport(kind: .connectionRate, limit: 10, current: attempt),
            retryAfter: .seconds(60)))
    }
    time.advance(by: .seconds(20))
    #expect(refusal(arrival()) == .barred(retryAfter: .seconds(40)))
    #expect(refusal(arrival("somebody else")) == nil)
    time.advance(by: .seconds(40))
    #expect(refusal(arrival()) == nil)
  }

  @Test func `Who resumes a session is not counted`() throws {
    for _ in 1...100 { pools.leave(try pools.take(arrival(resuming: true))) }
    #expect(refusal(arrival()) == nil)
  }

  @Test func `Bad tokens count by address, and good ones from there still get in`() throws {
    let address = NetworkAddress("10.0.0.1")
    for _ in 1...10 { try pools.fail(from: address) }
    #expect(throws: ConnectionPools.Refusal.self) { try pools.fail(from: address) }
    for _ in 12...19 { try? pools.fail(from: address) }
    #expect(throws: ConnectionPools.Refusal.barred(retryAfter: .seconds(60))) { try pools.fail(from: address) }
    try pools.fail(from: NetworkAddress("10.0.0.2"))
    for number in 1...20 { _ = try pools.take(arrival("user \(number)")) }
  }

  @Test func `A resumed session takes the seat of its old connection, also at the limit`() throws {
    let seats = try (1...5).map { _ in try pools.take(arrival()) }
    let seat = try pools.take(arrival(resuming: true, after: seats[0]))
    // The old one has its seat until it has gone, and nobody else gets it.
    #expect(pools.count == 6)
    pools.leave(seats[0])
    #expect(pools.count == 5 && refusal(arrival()) != nil)
    pools.leave(seat)
    #expect(pools.count == 4 && refusal(arrival()) == nil)
  }

  @Test func `A refused resumption leaves the old connection its seat`() throws {
    let old = try pools.take(arrival())
    for number in 1...20 { _ = try pools.take(arrival("user \(number)", from: "10.0.0.2")) }
    #expect(refusal(arrival(from: "10.0.0.2", resuming: true, after: old)) != nil)
    #expect(pools.count == 21)
    for _ in 1...4 { _ = try pools.take(arrival(from: "10.0.0.3")) }
    #expect(refusal(arrival(from: "10.0.0.3")) != nil)
  }

  @Test func `At the limit a silent connection of the same client gives way, and no other`() throws {
    let silent = try pools.take(arrival(fingerprint: "laptop"))
    for _ in 1...4 { _ = try pools.take(arrival(fingerprint: "phone")) }
    #expect(refusal(arrival(fingerprint: "laptop")) != nil)
    silent.silentSince = time.now()
    time.advance(by: .seconds(4))
    #expect(refusal(arrival(fingerprint: "laptop")) != nil)
    time.advance(by: .seconds(1))
    #expect(refusal(arrival(fingerprint: "tablet")) != nil)
    #expect(refusal(arrival()) != nil)
    #expect(refusal(arrival(fingerprint: "laptop")) == nil)
    // It has been told, and nobody else gets its seat.
    #expect(refusal(arrival(fingerprint: "laptop")) != nil)
    pools.leave(silent)
    #expect(pools.count == 5)
  }

  @Test func `Below the limit nobody gives way`() throws {
    let silent = try pools.take(arrival(fingerprint: "laptop"))
    silent.silentSince = time.now()
    time.advance(by: .seconds(60))
    _ = try pools.take(arrival(fingerprint: "laptop"))
    #expect(pools.count == 2)
  }

  @Test func `A pool says how full it is`() throws {
    let seat = try pools.take(arrival())
    _ = try pools.take(arrival())
    _ = try pools.take(arrival("somebody else"))
    let info = pools.info(for: seat)
    #expect((info.connections, info.limit, info.utilization) == (2, 5, 0.4))
    let free = ConnectionPools(SessionLimits(.unlimited), silence: .zero, time: time)
    let other = free.info(for: try free.take(arrival()))
    #expect((other.connections, other.limit, other.utilization) == (1, nil, 0))
  }

  @Test func `Nothing is left when all have gone`() throws {
    let seats = try (1...20).map { try pools.take(arrival("user \($0 % 7)", resuming: true)) }
    for seat in seats.shuffled() { pools.leave(seat) }
    #expect(pools.count == 0)
    for number in 1...20 { _ = try pools.take(arrival("another \(number)")) }
  }
}
