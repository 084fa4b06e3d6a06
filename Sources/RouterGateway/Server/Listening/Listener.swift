import HummingbirdCore
import Logging
import NIOCore
import NIOExtras
import NIOPosix

/// One open listener. It accepts nothing before `run`, so that no client is turned away while others are being opened.
final class Listener: Sendable {
  /// More than a burst of reconnecting clients between two turns of a loop; the kernel caps it (net.core.somaxconn).
  private static let backlog: Int32 = 4096

  let place: ListenPlace
  private let channel: any Channel
  private let http: HTTP1Channel
  private let requests: AsyncStream<GatewayChannel.HTTPConnection>
  private let noMoreRequests: AsyncStream<GatewayChannel.HTTPConnection>.Continuation
  private let quiescing: ServerQuiescingHelper
  private let socketFile: SocketFile?
  private let logger: Logger

  /// - Parameter channels: says what becomes of the connections.
  init(
    _ address: ListenAddress, for party: ConnectionLimit.Party, within connections: ConnectionLimit,
    on group: any EventLoopGroup, _ channels: GatewayChannel, logger: Logger
  ) async throws(ListenError) {
    _ = GatewayChannel.decoderTypes
    let quiescing = ServerQuiescingHelper(group: group)
    let (requests, continuation) = AsyncStream<GatewayChannel.HTTPConnection>.makeStream()
    let bootstrap = ServerBootstrap(group: group)
      .serverChannelOption(.backlog, value: Self.backlog)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .serverChannelOption(.autoRead, value: false)
      // One accept per turn: the limit is kept exactly, and what is open gets its turn in a storm of connections.
      .serverChannelOption(.maxMessagesPerRead, value: 1)
      .childChannelOption(.allowRemoteHalfClosure, value: true)
      .serverChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          let operations = channel.pipeline.syncOperations
          try operations.addHandler(AcceptGate(connections, for: party))
          try operations.addHandler(quiescing.makeServerChannelHandler(channel: channel))
        }
      }
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture { try channels.setUp(channel, handingOverTo: continuation) }
      }
    let bound = try await Self.bind(bootstrap, to: address, on: group)
    self.requests = requests
    self.noMoreRequests = continuation
    self.quiescing = quiescing
    self.logger = logger
    http = channels.http
    channel = bound.channel
    socketFile = bound.file
    place = ListenPlace(address: bound.address, isTLS: channels.tls != nil, isAdmin: party == .operators)
  }

  private typealias Bound = (channel: any Channel, address: ListenAddress, file: SocketFile?)

  private static func bind(
    _ bootstrap: ServerBootstrap, to address: ListenAddress, on group: any EventLoopGroup
  ) async throws(ListenError) -> Bound {
    do {
      switch address {
      case .tcp(let host, let port):
        let channel = try await bootstrap.bind(host: host, port: port).get()
        return (channel, .tcp(host: host, port: channel.localAddress?.port ?? port), nil)
      case .unix(let path):
        try await SocketFile.clear(path, on: group)
        let channel = try await bootstrap.bind(unixDomainSocketPath: path).get()
        do {
          return (channel, address, try SocketFile(taking: path))
        } catch {
          try? await channel.close()
          throw error
        }
      }
    } catch let obstacle as SocketFile.Obstacle {
      throw ListenError(address, obstacle.reason)
    } catch {
      throw ListenError(address, error)
    }
  }

  /// Accepts until the task is cancelled, which closes the listener and lets requests that have begun be answered.
  /// - Parameter grace: how long they may take.
  /// - Throws: when the listener has closed by itself.
  func run(grace: TimeAmount) async throws(ListenError) {
    channel.closeFuture.whenComplete { [noMoreRequests] _ in noMoreRequests.finish() }
    // Not a child: a cancellation reaches the requests as an orderly stop first.
    let serving = Task { await serve() }
    await withTaskCancellationHandler {
      try? await channel.setOption(.autoRead, value: true).get()
      await serving.value
    } onCancel: {
      quiescing.initiateShutdown(promise: nil)
      channel.eventLoop.scheduleTask(in: grace) { serving.cancel() }
    }
    socketFile?.remove()
    if !Task.isCancelled { throw ListenError(place.address, "the system has closed the listener") }
  }

  private func serve() async {
    await withDiscardingTaskGroup { group in
      for await connection in requests { group.addTask { await self.serve(connection) } }
    }
  }

  private func serve(_ connection: GatewayChannel.HTTPConnection) async {
    await withTaskCancellationHandler {
      await http.handle(value: connection, logger: logger)
    } onCancel: {
      connection.channel.close(promise: nil)
    }
  }

  /// Gives up a listener that has not run.
  func close() async {
    try? await channel.close()
    socketFile?.remove()
  }
}
