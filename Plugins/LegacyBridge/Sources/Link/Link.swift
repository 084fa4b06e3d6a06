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
  func keepTime(_ time: any TimeSource) async throws {
    while true {
      let next = try await eventLoop.submit { [handler] in handler.value.nextTick }.get()
      try await time.sleep(until: next)
      eventLoop.execute { [handler] in handler.value.tick() }
    }
  }

  /// At the end: whether nothing had come of it, because of a RECONNECT that nobody has answered.
  func hasEndedUnanswered() async -> Bool {
    (try? await eventLoop.submit { [handler] in handler.value.hasEndedUnanswered }.get()) ?? false
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
