import GRDB
import Logging
import RouterCore

extension Store {
  private static let batch = 256

  /// Brings the outbox's events into the log, in order and each once, until cancelled: part of the source's `run`.
  ///
  /// The log stores the place in the outbox with the events, so that none is emitted again after a crash between the two.
  package func publish(_ emitter: Emitter) async throws {
    let (rings, bell) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
    self.bell.withLock { $0 = bell }
    bell.yield()
    let store = try await findPlace(emitter.position.flatMap(OutboxPosition.init))
    do {
      for await _ in rings {
        while try await publishBatch(emitter, store, whenFull: .wait) {}
        try await forgetPublished()
      }
    } catch  where Task.isCancelled {
      // As below.
    }
    // The router stops: what was answered until now still goes with it, as far as the log takes it at once. The rest waits.
    await Task { [self] in
      while (try? await publishBatch(emitter, store, whenFull: .refuse)) == true {}
      try? await forgetPublished()
    }.value
    throw CancellationError()
  }

  /// Or a log that is gone with the process would get them again.
  private func forgetPublished() async throws { try await write { _ in } }

  /// Events that wait for the log.
  package func backlog() async throws -> Int {
    let published = published.withLock { $0 }
    return try await read { try Outbox.count(after: published, $0) }
  }

  /// Learns what the log has of this store, if it has ever heard of it.
  /// - Returns: the store's name.
  private func findPlace(_ position: OutboxPosition?) async throws -> String {
    let (name, last) = try await read { (try Outbox.storeName($0), try Outbox.last($0)) }
    guard let position, position.store == name else { return name }
    guard position.id > last else {
      published.withLock { $0 = max($0, position.id) }
      return name
    }
    // An old copy, put back: new events would have numbers that the log knows, and be given up as published.
    logger.warning("the store is older than the log: what waits in it may have been told before")
    return try await write { transaction in
      try Outbox.rename(transaction.database)
      return try Outbox.storeName(transaction.database)
    }
  }

  /// - Returns: whether there may be more.
  private func publishBatch(
    _ emitter: Emitter, _ store: String, whenFull: FullLogPolicy
  ) async throws -> Bool {
    let start = published.withLock { $0 }
    let items = try await read { try Outbox.page(after: start, limit: Self.batch, $0) }
    guard let last = items.last else { return false }
    do {
      try await emit(items, emitter, store, whenFull)
    } catch EmitError.invalid {
      // A type was switched off or changed since: what is wrong goes, with a word; the rest is not held up by it.
      for item in items { try await emitAlone(item, emitter, store, whenFull) }
    }
    published.withLock { $0 = last.id }
    return true
  }

  private func emit(
    _ items: [Outbox.Item], _ emitter: Emitter, _ store: String, _ whenFull: FullLogPolicy
  ) async throws {
    let position = OutboxPosition(store: store, id: items.last?.id ?? 0)
    try await emitter.emit(items.map(\.draft), position: "\(position)", whenFull: whenFull)
  }

  private func emitAlone(
    _ item: Outbox.Item, _ emitter: Emitter, _ store: String, _ whenFull: FullLogPolicy
  ) async throws {
    do {
      try await emit([item], emitter, store, whenFull)
    } catch EmitError.invalid(let reason) {
      logger.error(
        "an event is not allowed any more and is given up",
        metadata: ["type": "\(item.draft.type)", "reason": "\(reason)"])
    }
    published.withLock { $0 = item.id }
  }
}

/// A place in an outbox, as the log keeps it.
struct OutboxPosition: CustomStringConvertible {
  let store: String
  let id: Int64

  init(store: String, id: Int64) { (self.store, self.id) = (store, id) }

  init?(_ text: String) {
    let parts = text.split(separator: ":")
    guard parts.count == 2, let id = Int64(parts[1]) else { return nil }
    self.init(store: String(parts[0]), id: id)
  }

  var description: String { "\(store):\(id)" }
}
