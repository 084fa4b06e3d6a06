import RouterCore
import TestSupport
import Testing

@testable import RouterGateway

/// Keys that come and go while tokens are checked.
@Suite(.timeLimit(.minutes(1)))
struct KeySetTests {
  private static func es256(kid: String? = "a") throws -> (key: String, token: String) {
    let member = kid.map { #","kid":"\#($0)""# } ?? ""
    return (try TokenForge.jwk(.es256, member), try TokenForge.token(.es256, KeySetBench.claims, header: member))
  }

  private static func edDSA(kid: String) throws -> (key: String, token: String) {
    let member = #","kid":"\#(kid)""#
    return (try TokenForge.jwk(.edDSA, member), try TokenForge.token(.edDSA, KeySetBench.claims, header: member))
  }

  @Test func `Keys are there from the start, and tokens are good without waiting`() async throws {
    let bench = try await KeySetBench()
    let (key, token) = try Self.es256()
    bench.issuer.publish(key)
    try await bench.running {
      #expect(bench.error(token) == nil)
      #expect(bench.issuer.fetches == 1)
      #expect(bench.counters.changed.load() == 1)
    }
  }

  @Test func `A token that comes before the keys waits for them`() async throws {
    let bench = try await KeySetBench()
    let (key, token) = try Self.es256()
    bench.issuer.publish(key)
    bench.issuer.open(false)
    let run = Task { await bench.sets.run() }
    await bench.issuer.state.wait { $0.fetches == 1 }
    #expect(bench.error(token) == .awaitsKeys)
    #expect(bench.error(token, mayWait: false) == .keysUnavailable)
    async let outcomes = withTaskGroup { group in
      for _ in 0..<100 { group.addTask { await bench.outcome(token) } }
      return await group.reduce(into: []) { $0.append($1) }
    }
    bench.issuer.open(true)
    #expect(await outcomes.count { $0 == nil } == 100)
    #expect(bench.issuer.fetches == 1)
    run.cancel()
    await run.value
  }

  @Test func `Nobody waits for keys that nobody fetches`() async throws {
    let bench = try await KeySetBench()
    let token = try Self.es256().token
    #expect(bench.error(token) == .keysUnavailable)
    await bench.tokens.awaitKeys()
    #expect(bench.issuer.fetches == 0)
  }

  @Test func `An unknown kid fetches the keys anew, at most once in a pause`() async throws {
    let bench = try await KeySetBench()
    let (old, new) = (try Self.es256(kid: "old"), try Self.edDSA(kid: "new"))
    bench.issuer.publish(old.key)
    try await bench.running { () async throws in
      #expect(bench.error(new.token) == .unknownKey, "the first fetch is too close")
      bench.time.advance(by: .seconds(30))
      #expect(await bench.outcome(new.token) == .unknownKey)
      #expect(bench.issuer.fetches == 2)
      bench.issuer.publish(old.key, new.key)
      // A thousand attempts with made-up names make no difference.
      for number in 0..<1000 {
        #expect(try await bench.outcome(Self.es256(kid: "made up \(number)").token) == .unknownKey)
      }
      #expect(bench.issuer.fetches == 2)
      bench.time.advance(by: .seconds(30))
      #expect(await bench.outcome(new.token) == nil)
      #expect(bench.issuer.fetches == 3)
      #expect(await bench.outcome(old.token) == nil)
    }
  }

  @Test func `A thousand unknown kids at once are one fetch`() async throws {
    let bench = try await KeySetBench()
    bench.issuer.publish(try Self.es256().key)
    try await bench.running {
      bench.time.advance(by: .seconds(30))
      bench.issuer.open(false)
      async let refusals = withTaskGroup { group in
        for number in 0..<1000 {
          group.addTask { await bench.outcome((try? Self.es256(kid: "\(number)").token) ?? "") }
        }
        return await group.reduce(into: 0) { $0 += $1 == .unknownKey ? 1 : 0 }
      }
      await bench.issuer.state.wait { $0.fetches == 2 }
      bench.issuer.open(true)
      #expect(await refusals == 1000)
      #expect(bench.issuer.fetches == 2)
    }
  }

  @Test(
    arguments: [
      // A wrong signature under a known name; a symmetric algorithm; an algorithm that there is not.
      #"{"alg":"ES256","kid":"a"}"#, #"{"alg":"HS256","kid":"b"}"#, #"{"alg":"none","kid":"b"}"#,
      #"{"alg":"ES256"}"#, #"{"alg":"RS256","kid":"a"}"#, #"{"alg":"ES256","kid":7}"#,
    ])
  func `No other bad token makes it fetch`(_ header: String) async throws {
    let bench = try await KeySetBench()
    bench.issuer.publish(try Self.es256().key)
    try await bench.running {
      bench.time.advance(by: .seconds(60))
      let token = TokenForge.unsigned(header, KeySetBench.claims, signature: "AAAA")
      let error = bench.error(token)
      #expect(error != nil && error != .awaitsKeys && error != .keysUnavailable)
      #expect(bench.issuer.fetches == 1)
    }
  }

  @Test func `Keys are fetched again when they are due, sooner if the issuer says so`() async throws {
    let bench = try await KeySetBench()
    bench.issuer.publish(try Self.es256().key)
    try await bench.running {
      #expect(bench.time.nextDeadline == bench.time.now() + .seconds(900))
      bench.issuer.state.change { $0.freshness = .seconds(120) }
      await bench.pass(.seconds(900))
      #expect(bench.counters.unchanged.load() == 1)
      #expect(bench.time.nextDeadline == bench.time.now() + .seconds(120))
    }
  }

  @Test func `A key that has left its set is worth nothing, also for tokens that were good before`() async throws {
    let bench = try await KeySetBench()
    let (old, new) = (try Self.es256(kid: "old"), try Self.edDSA(kid: "new"))
    bench.issuer.publish(old.key, new.key)
    try await bench.running {
      #expect(bench.error(old.token) == nil && bench.error(new.token) == nil)
      #expect(bench.tokens.count == 2)
      bench.issuer.publish(new.key)
      await bench.pass(.seconds(900))
      #expect(bench.error(old.token, mayWait: false) == .unknownKey)
      #expect(bench.error(new.token) == nil)
    }
  }

  @Test func `Old keys stay while fetches fail, until their greatest age, then it is 503`() async throws {
    let bench = try await KeySetBench()
    let (key, token) = try Self.es256()
    let fixed = TokenForge.hs256(KeySetBench.claims)
    bench.issuer.publish(key)
    try await bench.running {
      #expect(bench.error(token) == nil)
      bench.issuer.fail()
      let start = bench.time.now()
      while bench.time.now() < start + .seconds(86_400 - 900) {
        await bench.pass(.seconds(900))
        #expect(bench.error(token) == nil)
      }
      bench.time.advance(to: start + .seconds(86_400) - .microseconds(1))
      #expect(bench.error(token, mayWait: false) == nil)
      bench.time.advance(to: start + .seconds(86_400))
      #expect(bench.error(token, mayWait: false) == .keysUnavailable)
      #expect(bench.error(fixed) == .unknownKey, "no set could have its key")
      #expect(bench.tokens.retryAfter(at: bench.time.now()) >= .seconds(1))
      // It comes back with the same keys.
      bench.issuer.publish(key)
      bench.time.advance(by: .seconds(900))
      #expect(await bench.outcome(token) == nil)
    }
    #expect(bench.logs.lines.count { $0.hasPrefix("warning keys of tokens cannot be fetched") } == 1)
    #expect(bench.logs.lines.count { $0.hasPrefix("notice keys of tokens can be fetched again") } == 1)
    #expect(bench.counters.failed.load() > 90)
  }

  @Test func `Keys that were never there are an error, told once`() async throws {
    let bench = try await KeySetBench()
    let token = try Self.es256().token
    try await bench.running {
      #expect(bench.error(token) == .keysUnavailable, "the pause is not over")
      #expect(bench.tokens.retryAfter(at: bench.time.now()) == .seconds(30))
      await bench.pass(.seconds(30))
      #expect(await bench.outcome(token) == .keysUnavailable)
    }
    #expect(bench.logs.lines.count { $0.hasPrefix("error there are no keys for tokens") } == 1)
    #expect(bench.logs.lines.contains { $0.contains("nothing there yet") })
  }

  @Test func `A fetch that does not end is given up after its time`() async throws {
    let bench = try await KeySetBench()
    let (key, token) = try Self.es256()
    bench.issuer.publish(key)
    try await bench.running {
      bench.issuer.open(false)
      bench.time.advance(by: .seconds(30))
      async let outcome = try bench.outcome(Self.es256(kid: "new").token)
      await bench.issuer.state.wait { $0.fetches == 2 }
      await bench.time.waitForSleepers(2)
      bench.time.advance(by: .seconds(5))
      #expect(try await outcome == .unknownKey)
      #expect(bench.error(token) == nil)
      bench.issuer.open(true)
    }
    #expect(bench.logs.lines.contains { $0.contains("no answer in time") })
  }

  @Test func `Who gives up waiting does not stop the fetch`() async throws {
    let bench = try await KeySetBench()
    let (old, new) = (try Self.es256(kid: "old"), try Self.edDSA(kid: "new"))
    bench.issuer.publish(old.key)
    try await bench.running {
      bench.issuer.open(false)
      bench.time.advance(by: .seconds(30))
      let impatient = Task { await bench.outcome(new.token) }
      await bench.issuer.state.wait { $0.fetches == 2 }
      impatient.cancel()
      #expect(await impatient.value == .unknownKey)
      bench.issuer.publish(old.key, new.key)
      async let outcome = bench.outcome(new.token)
      bench.issuer.open(true)
      #expect(await outcome == nil)
      #expect(bench.issuer.fetches == 2)
    }
  }

  @Test func `Without any set it runs until it is cancelled`() async throws {
    let bench = try await KeySetBench([]) { $0.keys = AuthConfig.test.keys }
    let hasEnded = Watched(false)
    let run = Task {
      await bench.sets.run()
      hasEnded.change { $0 = true }
    }
    await bench.time.advance(by: .seconds(3600), times: 3)
    #expect(!hasEnded.value)
    run.cancel()
    await hasEnded.wait { $0 }
  }

  @Test func `A key of the config needs no set`() async throws {
    let bench = try await KeySetBench { $0.keys = AuthConfig.test.keys }
    #expect(bench.error(TokenForge.hs256(KeySetBench.claims)) == nil)
    #expect(bench.error(TokenForge.hs256(KeySetBench.claims, secret: "x")) == .badSignature)
  }

  @Test func `Keys of one issuer's set sign for no other issuer`() async throws {
    var (first, second) = (KeySetConfig.test, KeySetConfig.test)
    (first.issuer, second.issuer) = ("https://one", "https://two")
    let bench = try await KeySetBench([first, second])
    let token = { (alg: TokenAlgorithm, issuer: String) in
      try TokenForge.token(
        alg, #"{"sub":"u","exp":4102444800,"iss":"\#(issuer)"}"#, header: #","kid":"\#(alg.rawValue)""#)
    }
    bench.issuers[0].publish(try TokenForge.jwk(.es256, #","kid":"ES256""#))
    try await bench.running { () async throws in
      #expect(try bench.error(token(.es256, "https://one")) == nil)
      #expect(try bench.error(token(.es256, "https://two"), mayWait: false) == .wrongIssuer)
      // The second set is not there: that is nothing to tokens of the first issuer, and of strangers.
      #expect(try bench.error(token(.edDSA, "https://two")) == .keysUnavailable)
      #expect(try bench.error(token(.edDSA, "https://one")) == .unknownKey)
      #expect(try bench.error(token(.edDSA, "https://three")) == .unknownKey)
      #expect(try bench.error(TokenForge.token(.edDSA, KeySetBench.claims)) == .unknownKey)
    }
  }

  @Test func `A private key in a set is not used and told, a broken set changes nothing`() async throws {
    let bench = try await KeySetBench()
    let good = try Self.es256(kid: "good")
    let leaked = try TokenForge.jwk(.edDSA, #","kid":"leaked","d":"AAAA""#)
    bench.issuer.publish(good.key, leaked)
    try await bench.running { () async throws in
      #expect(bench.error(good.token) == nil)
      #expect(try bench.error(Self.edDSA(kid: "leaked").token, mayWait: false) == .unknownKey)
      bench.issuer.publish()
      await bench.pass(.seconds(900))
      #expect(bench.error(good.token) == nil)
      #expect(bench.counters.failed.load() == 1)
    }
    #expect(bench.logs.lines.contains { $0.contains("key 'leaked': it is a private key") })
  }

  @Test func `No token and no key stands in a log`() async throws {
    let bench = try await KeySetBench()
    let (key, token) = try Self.es256()
    bench.issuer.publish(key, try TokenForge.jwk(.hs256))
    try await bench.running {
      bench.time.advance(by: .seconds(30))
      let tokens = [
        token, try Self.edDSA(kid: "x").token, TokenForge.hs256(KeySetBench.claims), token + "A", token.lowercased(),
      ]
      for token in tokens {
        _ = await bench.outcome(token)
        let parts = token.split(separator: ".").map { String($0.prefix(16)) }
        #expect(!bench.logs.lines.contains { line in parts.contains { line.contains($0) } })
      }
      bench.issuer.fail()
      await bench.pass(.seconds(900))
    }
    #expect(!bench.logs.lines.isEmpty)
    #expect(!bench.logs.lines.contains { $0.contains(TokenForge.longSecret.prefix(12)) })
    #expect(
      !bench.logs.lines.contains { $0.contains(TokenForge.encoded(Array(TokenForge.longSecret.utf8)).prefix(12)) })
  }
}
