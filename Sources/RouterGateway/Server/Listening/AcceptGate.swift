import NIOCore

#if canImport(Glibc)
  import Glibc
#endif

/// Stands in a server channel and pauses it when all descriptors are spoken for, and when accept(2) says that they are.
/// Clients wait in the kernel's backlog meanwhile.
///
/// It stops automatic reads rather than hold single reads back, as NIO's `AcceptBackoffHandler` does: after a failed
/// accept the channel stays registered for the read that did not happen, and a level-triggered selector calls it again at
/// once and for ever.
final class AcceptGate: ChannelInboundHandler {
  typealias InboundIn = any Channel

  /// After accept(2) has failed: who holds the descriptors is not known, so nobody tells when one is free.
  static let retryAfter = TimeAmount.seconds(1)

  private let connections: ConnectionLimit
  private let party: ConnectionLimit.Party
  private var context: ChannelHandlerContext?
  private var isPaused = false

  init(_ connections: ConnectionLimit, for party: ConnectionLimit.Party) {
    self.connections = connections
    self.party = party
  }

  func handlerAdded(context: ChannelHandlerContext) { self.context = context }

  func handlerRemoved(context: ChannelHandlerContext) {
    self.context = nil
    connections.forget(self)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let connection = unwrapInboundIn(data)
    connections.began(for: party)
    connection.closeFuture.whenComplete { [connections, party] _ in connections.ended(for: party) }
    if !isAdmitted(on: context.eventLoop) { pause(context, because: "the limit of connections") }
    context.fireChannelRead(data)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    if let error = error as? IOError, Self.isShortage(error.errnoCode) {
      pause(context, because: String(cString: strerror(error.errnoCode)))
      let loop = context.eventLoop
      loop.assumeIsolated().scheduleTask(in: Self.retryAfter) { self.resume() }
    }
    context.fireErrorCaught(error)
  }

  private static func isShortage(_ code: CInt) -> Bool { [EMFILE, ENFILE, ENOBUFS, ENOMEM].contains(code) }

  private func isAdmitted(on loop: any EventLoop) -> Bool {
    let gate = NIOLoopBound(self, eventLoop: loop)
    return connections.admits(party, for: self) {
      loop.execute { gate.value.resume() }
    }
  }

  private func pause(_ context: ChannelHandlerContext, because reason: String) {
    isPaused = true
    try? context.channel.syncOptions?.setOption(.autoRead, value: false)
    connections.paused(self, because: reason)
  }

  private func resume() {
    guard let context, isPaused, isAdmitted(on: context.eventLoop) else { return }
    isPaused = false
    connections.resumed(self)
    // A channel that has closed meanwhile needs nothing.
    try? context.channel.syncOptions?.setOption(.autoRead, value: true)
  }
}
