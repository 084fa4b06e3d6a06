import SignedHTTP
import RouterCore
import TestSupport
import Testing

@testable import WebhookPlugin

@Suite struct CircuitBreakerTests {
  private static let config = BreakerConfig.sample("failures: 3\npause: 30s")
  private static let start = VirtualTime.start

  private static func open() -> CircuitBreaker {
    var breaker = CircuitBreaker()
    for _ in 0..<3 { breaker.record(.failure, of: .pass, at: start, config) }
    return breaker
  }

  @Test func `Failures in a row open it, others do not`() {
    var breaker = CircuitBreaker()
    for _ in 0..<10 {
      breaker.record(.failure, of: .pass, at: Self.start, Self.config)
      breaker.record(.failure, of: .pass, at: Self.start, Self.config)
      breaker.record(.success, of: .pass, at: Self.start, Self.config)
    }
    #expect(breaker.isAtRest)
    for _ in 0..<2 { breaker.record(.failure, of: .pass, at: Self.start, Self.config) }
    breaker.record(.unknown, of: .pass, at: Self.start, Self.config)
    #expect(breaker.admit(at: Self.start) == .pass)
    breaker.record(.failure, of: .pass, at: Self.start, Self.config)
    #expect(breaker.admit(at: Self.start) == .wait(.seconds(30)))
  }

  @Test func `After the pause one request tries the server and others wait for it`() {
    var breaker = Self.open()
    #expect(breaker.admit(at: Self.start + .seconds(29)) == .wait(.seconds(1)))
    #expect(breaker.admit(at: Self.start + .seconds(30)) == .probe)
    #expect(breaker.admit(at: Self.start + .seconds(90)) == .wait(nil))
  }

  @Test func `The probe decides`() {
    let later = Self.start + .seconds(31)
    for (outcome, next) in [
      (.success, .pass), (.failure, .wait(.seconds(30))), (.unknown, .probe),
    ] as [(CircuitBreaker.Outcome, CircuitBreaker.Admission)] {
      var breaker = Self.open()
      _ = breaker.admit(at: later)
      breaker.record(outcome, of: .probe, at: later, Self.config)
      #expect(breaker.admit(at: later) == next, "\(outcome)")
    }
  }

  @Test func `Requests from before the pause do not prolong it, and a success ends it`() {
    var breaker = Self.open()
    breaker.record(.failure, of: .pass, at: Self.start + .seconds(20), Self.config)
    #expect(breaker.admit(at: Self.start + .seconds(30)) == .probe)
    breaker.record(.failure, of: .pass, at: Self.start + .seconds(31), Self.config)
    #expect(breaker.state == .probing)
    breaker.record(.success, of: .pass, at: Self.start + .seconds(32), Self.config)
    #expect(breaker.admit(at: Self.start + .seconds(32)) == .pass)
  }

  @Test func `A clock that is set back does not prolong the pause`() {
    var breaker = Self.open()
    #expect(breaker.admit(at: Self.start - .seconds(3600)) == .probe)
  }

  @Test func `Servers have breakers of their own, and one that works leaves nothing behind`() {
    let breakers = CircuitBreakers()
    let (one, other) = (Server.sample("http://a"), Server.sample("https://a"))
    for _ in 0..<3 { breakers.record(.failure, of: .pass, to: one, at: Self.start, Self.config) }
    #expect(breakers.admit(one, at: Self.start) == .wait(.seconds(30)))
    #expect(breakers.admit(other, at: Self.start) == .pass)
    let change = breakers.record(.success, of: .pass, to: one, at: Self.start, Self.config)
    #expect(change.before == .open(since: Self.start, pause: .seconds(30)))
    #expect(change.after == .closed(failures: 0))
    #expect(breakers.isEmpty)
  }
}

extension Server {
  static func sample(_ url: String) -> Server {
    do {
      return try WebhookURL(parsing: url).server
    } catch {
      Issue.record("no URL: \(url)")
      return Server(scheme: "", host: "", port: 0)
    }
  }
}
