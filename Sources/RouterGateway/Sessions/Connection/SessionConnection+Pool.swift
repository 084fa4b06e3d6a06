import NIOCore
import RouterCore

/// What a client hears of its user's other connections (contract §2, Pool).
extension SessionConnection: PoolMember {
  func poolChanged() {
    guard isOpen else { return }
    // Never before the welcome, nor between a request and its answer.
    guard isWelcome, session.requests == 0 else {
      owesPool = true
      return
    }
    showPool()
    flush()
  }

  /// Says what could not be said before.
  func payPool() {
    guard owesPool, session.requests == 0 else { return }
    owesPool = false
    showPool()
  }

  func showPool() {
    guard let seat else { return }
    perform([.send(.poolInfo(shard.context.services.pools.info(for: seat)))])
  }

  /// Puts the channel in order and takes it over.
  /// - Parameter add: puts this handler into the channel's pipeline.
  func begin(on channel: any Channel, _ add: () throws -> Void) throws {
    // The end of the peer's half is the end of the session.
    try channel.syncOptions?.setOption(.allowRemoteHalfClosure, value: false)
    try channel.syncOptions?.setOption(.writeBufferWaterMark, value: Self.waterMark)
    try add()
  }

  /// The channel has gone before the session began.
  func abandon() {
    if let seat { shard.context.services.pools.leave(seat) }
  }

  func giveWay() {
    guard isOpen else { return }
    perform(session.displaced())
    flush()
  }
}
