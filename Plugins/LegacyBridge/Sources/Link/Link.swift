import NIOCore
import RouterCore

/// A connection to a legacy server, from any task.
struct Link: Sendable {
  private let eventLoop: any EventLoop
  private let handler: NIOLoopBound<LinkHandler>

  init(_ handler: NIOLoopBound<LinkHandler>, on eventLoop: any EventLoop) {
    self.eventLoop = eventLoop
    self.handler = handler
  }

  /// Starts the conversation.
  func begin() { eventLoop.execute { [handler] in handler.value.begin() } }

  /// What has come since, in order; waits for something.
  /// - Throws: `BridgeFailure` when everything has been fetched and the connection is at its end.
  func fetch() async throws -> [InboxItem] {
    try await eventLoop.flatSubmit { [handler, eventLoop] in handler.value.fetch(on: eventLoop) }.get()
  }

  /// Keeps the conversation's deadlines until it is cancelled.
  /// - Parameter pause: a new deadline never lies less than that ahead.
  func keepTime(_ time: any TimeSource, pause: Duration) async throws {
    while true {
      let deadline = try await eventLoop.submit { [handler] in handler.value.deadline }.get()
      try await time.sleep(until: min(deadline, time.now() + pause))
      eventLoop.execute { [handler] in handler.value.tick() }
    }
  }

  /// The answer's payload.
  /// - Throws: `RequestError` as the server gave it, `LinkUnavailable`, or `CancellationError`.
  func ask(_ request: LegacyRequest, _ ticket: RequestTicket) async throws -> JSONDocument {
    let promise = eventLoop.makePromise(of: JSONDocument.self)
    eventLoop.execute { [handler] in handler.value.ask(request, ticket, promise) }
    return try await withTaskCancellationHandler {
      try await promise.futureResult.get()
    } onCancel: {
      eventLoop.execute { [handler] in handler.value.forget(ticket) }
    }
  }

  /// Says goodbye.
  func leave() { eventLoop.execute { [handler] in handler.value.leave() } }
}
