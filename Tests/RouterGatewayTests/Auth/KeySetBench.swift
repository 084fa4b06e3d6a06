import Logging
import RouterCore
import TestSupport

@testable import RouterGateway

/// Key sets with their issuers, a clock and the cache that asks them.
struct KeySetBench: Sendable {
  let time = VirtualTime()
  let logs = LogRecorder()
  let counters = KeySetCounters()
  let issuers: [FakeIssuer]
  let sets: KeySets
  private let all: [KeySet]
  let tokens: TokenCache

  static let claims = #"{"sub":"u","exp":4102444800}"#

  /// - Parameter configs: one for each issuer.
  init(_ configs: [KeySetConfig] = [.test], _ auth: (inout AuthConfig) -> Void = { _ in }) async throws {
    let logger = Logger(label: "test") { [logs] _ in logs }
    let (time, counters) = (time, counters)
    issuers = configs.map { _ in FakeIssuer() }
    let sets = zip(configs, issuers).enumerated().map { index, pair in
      KeySet(pair.0, at: index, source: pair.1, time: time, logger: logger, counters: counters)
    }
    all = sets
    self.sets = KeySets(sets, time: time)
    var config = AuthConfig()
    config.jwks = configs
    auth(&config)
    tokens = TokenCache(try await TokenVerifier(config, secrets: [:]), keySets: self.sets)
  }

  var issuer: FakeIssuer { issuers[0] }

  /// Runs the sets while `body` runs, which begins when the first fetches have ended.
  func running(_ body: () async throws -> Void) async throws {
    let run = Task { await sets.run() }
    for issuer in issuers { await issuer.state.wait { $0.fetches > 0 } }
    await settle()
    let result = await Result { try await body() }
    run.cancel()
    await run.value
    try result.get()
  }

  func error(_ token: String, mayWait: Bool = true) -> TokenError? {
    do throws(TokenError) {
      _ = try tokens.principal(token: token, at: time.now(), mayWait: mayWait)
      return nil
    } catch {
      return error
    }
  }

  /// What a client gets in the end.
  func outcome(_ token: String) async -> TokenError? {
    guard error(token) == .awaitsKeys else { return error(token) }
    await tokens.awaitKeys()
    return error(token, mayWait: false)
  }

  /// Lets the clock run to a fetch that is due, and the fetch end.
  func pass(_ duration: Duration) async {
    let fetches = issuer.fetches
    time.advance(by: duration)
    await issuer.state.wait { $0.fetches > fetches }
    await settle()
  }

  /// Returns when no fetch is under way and all sets sleep until the next.
  private func settle() async {
    for set in all { await set.join { $0.isRunning } }
    await time.waitForSleepers(issuers.count)
  }
}

extension KeySetConfig {
  static var test: KeySetConfig {
    var config = KeySetConfig()
    config.file = "issuer"
    return config
  }
}
