import NIOCore
import NIOHTTP1
import NIOPosix

/// The publisher as seen from outside of its event loop.
struct PublishConnection: Sendable {
  private let publisher: NIOLoopBoundBox<Publisher>
  private let channel: any Channel

  init(
    _ publishing: Publishing, options: BenchOptions, plan: ClientPlan, progress: Progress, address: SocketAddress,
    on loop: any EventLoop
  ) async throws {
    let publisher = NIOLoopBoundBox.makeBoxSendingValue(
      Publisher(publishing, options: options, plan: plan, progress: progress), eventLoop: loop)
    do {
      channel = try await ClientBootstrap(group: loop).channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHTTPClientHandlers()
          try channel.pipeline.syncOperations.addHandler(publisher.value)
        }
      }.connect(to: address).get()
    } catch {
      throw BenchFailure(error, connectingTo: options.server.text)
    }
    self.publisher = publisher
    progress.onWake { loop.execute { publisher.value.pump() } }
  }

  /// Publishes one part of the bench: returns when all of it is answered, with the counts since the beginning.
  func publish(_ length: RunLength) async throws -> PublishCount {
    let promise = channel.eventLoop.makePromise(of: PublishCount.self)
    channel.eventLoop.execute { [publisher] in publisher.value.publish(length, promise) }
    return try await promise.futureResult.get()
  }

  func close() { channel.close(promise: nil) }
}
