import Crypto
import Logging
import RouterCore
import Synchronization

/// One entry of `auth.jwks`: its keys, and the task that fetches them.
final class KeySet: Sendable {
  private struct State {
    var keys: [VerificationKey] = []
    /// Of the answer that the keys are from.
    var digest: SHA256Digest?
    var version = 0
    /// When the keys are in force no longer, unless they are fetched again.
    var expires = Timestamp.distantPast
    var schedule: RefreshSchedule
    /// Whether somebody is there to fetch.
    var isServed = false
    /// Those who wait for the fetch that is under way, by ticket.
    var waiters: [Int: CheckedContinuation<Void, Never>] = [:]
    var tickets = 0
    /// What was logged last, so that it is said once.
    var trouble = Trouble.none

    mutating func takeWaiters() -> [CheckedContinuation<Void, Never>] {
      defer { waiters = [:] }
      return Array(waiters.values)
    }
  }

  private enum Trouble { case none, failing, out }

  private let index: Int
  private let config: KeySetConfig
  private let source: any KeySetSource
  private let time: any TimeSource
  private let logger: Logger
  private let counters: KeySetCounters
  private let state: Mutex<State>
  private let (requests, ask) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))

  init(
    _ config: KeySetConfig, at index: Int, source: any KeySetSource, time: any TimeSource, logger: Logger,
    counters: KeySetCounters
  ) {
    self.index = index
    self.config = config
    self.source = source
    self.time = time
    self.counters = counters
    var logger = logger
    logger[metadataKey: "keys"] = "\(config.name)"
    self.logger = logger
    state = Mutex(State(schedule: RefreshSchedule(refresh: config.refresh, pause: config.pause)))
  }

  func view(at now: Timestamp) -> KeySetView {
    state.withLock { state in
      let isInForce = now < state.expires
      return KeySetView(
        index: index, issuer: config.issuer, keys: isInForce ? state.keys : [],
        version: isInForce ? state.version : nil,
        mayRefresh: state.isServed && state.schedule.isPossible(at: now))
    }
  }

  /// How long it is until a fetch may begin.
  func rest(at now: Timestamp) -> Duration { state.withLock { $0.schedule.restEnds(at: now) - now } }

  // MARK: Waiting

  /// Returns when the fetch that is under way has ended, or the one that begins now. At once when none may begin.
  func join() async { await join { [time] in $0.isPossible(at: time.now()) } }

  func join(if mayBegin: (RefreshSchedule) -> Bool) async {
    let ticket = state.withLock { state in
      state.tickets += 1
      return state.tickets
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let waits = state.withLock { state in
          // Asked under the lock: a cancellation that comes later finds the waiter in its place.
          guard !Task.isCancelled, state.isServed, mayBegin(state.schedule) else { return false }
          state.waiters[ticket] = continuation
          if !state.schedule.isRunning { ask.yield() }
          state.schedule.begin()
          return true
        }
        if !waits { continuation.resume() }
      }
    } onCancel: {
      state.withLock { $0.waiters.removeValue(forKey: ticket) }?.resume()
    }
  }

  // MARK: Fetching

  /// Fetches the set at once, whenever it is due and whenever somebody asks, until the task is cancelled. Called once.
  func run() async {
    state.withLock { $0.isServed = true }
    await withTaskGroup(of: Void.self) { group in
      group.addTask { for await _ in self.requests { await self.refresh() } }
      group.addTask { await self.keepFresh() }
    }
    let waiters = state.withLock { state in
      state.isServed = false
      return state.takeWaiters()
    }
    waiters.forEach { $0.resume() }
  }

  private func keepFresh() async {
    repeat {
      // Somebody may have asked meanwhile.
      if due <= time.now() { await join { _ in true } }
    } while (try? await time.sleep(until: due)) != nil
  }

  private var due: Timestamp { state.withLock { $0.schedule.due } }

  private func refresh() async {
    let result: Result<Fetched, KeySetFailure>
    do throws(KeySetFailure) { result = .success(try await fetch()) } catch { result = .failure(error) }
    guard !Task.isCancelled else { return }
    let (news, waiters) = state.withLock { state in (take(result, into: &state), state.takeWaiters()) }
    report(news)
    waiters.forEach { $0.resume() }
  }

  private struct Fetched {
    let keys: [VerificationKey]
    let warnings: [String]
    let digest: SHA256Digest
    let freshness: Duration?
  }

  private func fetch() async throws(KeySetFailure) -> Fetched {
    let answer: KeySetAnswer
    do {
      answer = try await time.limit(config.timeout) { [source] in try await source.fetch() }
    } catch {
      throw error as? KeySetFailure ?? KeySetFailure("no answer in time")
    }
    let set = try JSONWebKeySet(parsing: answer.bytes)
    var keys: [VerificationKey] = []
    for key in set.keys {
      guard let key = try? await VerificationKey(key.material, for: key.algorithm, kid: key.kid, issuer: config.issuer)
      else { continue }
      keys.append(key)
    }
    return Fetched(
      keys: keys, warnings: set.warnings, digest: SHA256.hash(data: answer.bytes), freshness: answer.freshness)
  }

  // MARK: News

  private enum News {
    case changed(keys: Int, warnings: [String])
    case unchanged(wasFailing: Bool)
    case failed(reason: String, was: Trouble, now: Trouble, until: Timestamp)
  }

  private func take(_ result: Result<Fetched, KeySetFailure>, into state: inout State) -> News {
    let now = time.now()
    let before = state.trouble
    switch result {
    case .success(let fetched):
      state.trouble = .none
      state.schedule.succeed(freshness: fetched.freshness, at: now)
      state.expires = now + config.maxAge
      guard state.digest != fetched.digest else { return .unchanged(wasFailing: before != .none) }
      (state.keys, state.digest) = (fetched.keys, fetched.digest)
      state.version += 1
      return .changed(keys: fetched.keys.count, warnings: fetched.warnings)
    case .failure(let failure):
      state.trouble = now < state.expires ? .failing : .out
      state.schedule.fail(at: now)
      return .failed(reason: "\(failure)", was: before, now: state.trouble, until: state.expires)
    }
  }

  private func report(_ news: News) {
    switch news {
    case .changed(let count, let warnings):
      counters.changed.add()
      logger.notice("keys of tokens have come", metadata: ["count": "\(count)"])
      for warning in warnings { logger.warning("a key of the set is not used", metadata: ["reason": "\(warning)"]) }
    case .unchanged(let wasFailing):
      counters.unchanged.add()
      if wasFailing { logger.notice("keys of tokens can be fetched again") }
    case .failed(let reason, let before, let now, let expires):
      counters.failed.add()
      guard before != now else { return }
      if now == .out {
        logger.error("there are no keys for tokens: they are answered with 503", metadata: ["reason": "\(reason)"])
      } else {
        logger.warning(
          "keys of tokens cannot be fetched: the old ones stay",
          metadata: ["reason": "\(reason)", "until": "\(expires.text)"])
      }
    }
  }
}
