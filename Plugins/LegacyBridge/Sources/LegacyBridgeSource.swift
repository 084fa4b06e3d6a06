import Logging
import RouterCore

/// A client of a legacy server: brings its events in, and forwards queries and commands to it.
///
/// A run is one connection; the engine begins the next. What a run begins with is what is safely in the log.
package actor LegacyBridgeSource: Source, RequestHandler {
  private let settings: LinkSettings
  private let name: String
  private let requestTimeout: Duration
  /// The targets, as the server spells them.
  private let targets: [String: String]
  package nonisolated let requests: [RequestRoute]
  private var transfer: EventTransfer
  private var link: Link?
  private var ticketCount = 0
  private var memory = ResumptionMemory()

  package init(_ config: LegacyBridgeConfig, url: LegacyURL, _ context: ComponentContext) throws(UnknownEvents) {
    let strangers = config.unknownEvents(in: context.catalogue)
    guard strangers.isEmpty else { throw UnknownEvents(names: strangers) }
    settings = LinkSettings(config, url: url, context)
    name = context.name
    requestTimeout = config.requestTimeout
    targets = Dictionary(config.targets.map { (LegacyBridgeConfig.canonicalTarget($0), $0) }) { first, _ in first }
    requests = config.targets.map { RequestRoute(target: $0, action: nil) }
    transfer = EventTransfer(context, hiding: config.token)
  }

  // MARK: Events

  package func run(_ emitter: Emitter) async throws {
    settings.readiness.set(false)
    let position = emitter.position.flatMap(BridgePosition.init(stored:))
    let link = try await Dialer(settings: settings).dial(beginning(at: position))
    self.link = link
    defer { self.link = nil }
    // Not before: whoever sees that the source is ready may ask at once.
    link.begin()
    do {
      try await serve(link, emitter)
    } catch {
      try Task.checkCancellation()
      memory.ends(isUnanswered: await link.hasEndedUnanswered())
      throw error
    }
  }

  private func beginning(at position: BridgePosition?) -> Beginning {
    let beginning = memory.beginning(at: position)
    if beginning == .blind, let position {
      settings.log(.noResumption(after: position.lastMessageID, code: "no answer"))
    }
    return beginning
  }

  private func serve(_ link: Link, _ emitter: Emitter) async throws {
    try await withTaskCancellationHandler {
      try await withThrowingTaskGroup(of: Void.self) { group in
        defer { group.cancelAll() }
        group.addTask { [settings] in try await link.keepTime(settings.time) }
        group.addTask { try await self.bring(from: link, to: emitter) }
        try await group.next()
      }
    } onCancel: {
      link.leave()
    }
  }

  /// Until the connection's end, or the log's.
  private func bring(from link: Link, to emitter: Emitter) async throws {
    // Also when the log takes nothing more.
    defer { link.leave() }
    while true { try await hand(try await link.fetch(), to: emitter) }
  }

  private func hand(_ batch: [InboxItem], to emitter: Emitter) async throws {
    var transfer = transfer
    defer { self.transfer = transfer }
    try await transfer.hand(batch, to: emitter)
  }

  // MARK: Requests

  package func answer(_ request: TargetRequest) async throws(RequestError) -> JSONDocument {
    // Subscriptions are each client's own, and this connection's are ours.
    guard !["SUBSCRIBE", "UNSUBSCRIBE"].contains(request.action) else {
      throw .unknownAction(request.action, of: request.target)
    }
    guard let link, let target = targets[request.target] else { throw unavailable }
    ticketCount += 1
    let ticket = RequestTicket(number: ticketCount)
    let question = LegacyRequest(
      target: target, action: request.action, payload: request.payload, isQuery: request.isQuery)
    do {
      return try await settings.time.limit(requestTimeout) { try await link.ask(question, ticket) }
    } catch let error as RequestError {
      throw error
    } catch {
      throw unavailable
    }
  }

  private var unavailable: RequestError {
    .failed(reason: "legacy server \(name) unavailable", retryAfter: .seconds(5))
  }
}
