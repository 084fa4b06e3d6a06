import Logging

/// Runs one source, again and again while it fails.
struct SourceRunner: Sendable {
  let source: any Source
  let emitter: Emitter
  let counters: SourceCounters
  let time: any TimeSource
  let logger: Logger

  /// A run this long counts as success: the next failure starts with a short pause again.
  private static let stableAfter = Duration.seconds(60)
  /// One that has said that it was ready, this long. Shorter ones happen when the other side takes it and gives it up at once.
  private static let readyAfter = Duration.seconds(1)

  func run() async {
    var backoff = Backoff()
    while !Task.isCancelled {
      let started = time.now()
      do {
        try await source.run(emitter)
        guard !Task.isCancelled else { return }
        logger.info("the source has come to its end")
        return
      } catch {
        guard !Task.isCancelled else { return }
        // What it depended on was there for a while: it need not wait as long as for something that has never worked.
        let wasReady = counters.readiness.takeSuccess()
        if time.now() - started >= (wasReady ? Self.readyAfter : Self.stableAfter) { backoff.reset() }
        let pause = backoff.next()
        counters.restarts.add()
        logger.warning(
          "the source failed and is started again", metadata: ["reason": "\(error)", "pause": "\(pause)"])
        counters.failure.set(true)
        try? await time.sleep(for: pause)
        counters.failure.set(false)
      }
    }
  }
}
