import NIOCore
import NIOHTTP1

/// The publisher as seen from outside of its event loop.
struct PublishConnection: Sendable {
  private let publisher: NIOLoopBoundBox<Publisher>
  private let channel: any Channel

  init(
    _ publishing: Publishing, options: BenchOptions, plan: ClientPlan, progress: Progress, server: Transport,
    on loop: any EventLoop
  ) async throws {
    let publisher = NIOLoopBoundBox.makeBoxSendingValue(
      Publisher(publishing, options: options, plan: plan, progress: progress), eventLoop: loop)
    channel = try await server.connect(on: loop) { pipeline in
      try pipeline.addHTTPClientHandlers()
      try pipeline.addHandler(publisher.value)
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
