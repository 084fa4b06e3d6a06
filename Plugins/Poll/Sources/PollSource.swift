import ConfigSchema
import Logging
import RouterCore

/// Asks a URL again and again, and makes events of what is new. What it has seen is stored with the events, so that a restart
/// neither loses nor repeats any.
struct PollSource: Source {
  typealias MakeFetcher = @Sendable () -> any Fetcher

  private let config: PollConfig
  private let url: PollURL
  private let context: ComponentContext
  private let reader: PollReader
  private let makeFetcher: MakeFetcher

  init(config: PollConfig, url: PollURL, context: ComponentContext) {
    self.init(config: config, url: url, context: context) { HTTPFetcher(config, url: url, time: context.time) }
  }

  init(config: PollConfig, url: PollURL, context: ComponentContext, makeFetcher: @escaping MakeFetcher) {
    (self.config, self.url, self.context, self.makeFetcher) = (config, url, context, makeFetcher)
    reader = PollReader(config: config, intake: Intake(catalogue: context.catalogue, time: context.time))
  }

  func run(_ emitter: Emitter) async throws {
    let fetcher = makeFetcher()
    do {
      try await poll(fetcher, emitter)
    } catch {
      await fetcher.close()
      throw error
    }
  }

  private func poll(_ fetcher: any Fetcher, _ emitter: Emitter) async throws {
    let identity = config.identity(url)
    var memory =
      emitter.position.flatMap { PollMemory($0, identity: identity) } ?? PollMemory(identity: identity)
    var backoff = Backoff(first: config.every, limit: config.maxPause)
    var complaints = Complaints()
    while true {
      var pause = config.every
      do throws(FetchFailure) {
        try await ask(fetcher, emitter, &memory, &complaints)
        context.readiness.set(true)
        backoff.reset()
      } catch {
        try Task.checkCancellation()
        context.readiness.set(false)
        pause = max(backoff.next(), error.retryAfter ?? .zero)
        complain("the answer is of no use", "\(error)", &complaints)
      }
      try await context.time.sleep(for: pause)
    }
  }

  /// - Throws: why nothing came of it.
  private func ask(
    _ fetcher: any Fetcher, _ emitter: Emitter, _ memory: inout PollMemory, _ complaints: inout Complaints
  ) async throws(FetchFailure) {
    let isConditional = config.emit == .changes
    let answer = try await fetcher.fetch(
      tag: isConditional ? memory.tag : nil, modified: isConditional ? memory.modified : nil)
    guard case .document(let body, let tag, let modified) = answer else { return }
    var next = memory
    let result: PollReader.Result
    do throws(EnvelopeFlaw) {
      result = try reader.read(body, &next)
    } catch {
      throw FetchFailure("\(url.server): \(error)")
    }
    // With these, the server could say that nothing has changed, and what was left out would never be looked at again.
    (next.tag, next.modified) = result.flaws.isEmpty ? (tag, modified) : (nil, nil)
    for flaw in result.flaws {
      emitter.countRejected()
      complain("a part of the answer is left out", "\(flaw)", &complaints)
    }
    guard next != memory || !result.drafts.isEmpty else { return }
    do {
      try await emitter.emit(result.drafts, position: next.text)
    } catch {
      // Nothing is forgotten: the same answer is read again.
      throw FetchFailure("\(error)")
    }
    memory = next
  }

  private func complain(_ message: Logger.Message, _ reason: String, _ complaints: inout Complaints) {
    guard let skipped = complaints.admit(reason, at: context.time.now()) else { return }
    context.logger.warning(message, metadata: ["reason": "\(reason)", "more_before": "\(skipped)"])
  }
}
