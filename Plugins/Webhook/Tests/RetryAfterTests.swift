import RouterCore
import TestSupport
import Testing

@testable import WebhookPlugin

@Suite struct RetryAfterTests {
  private static let now = VirtualTime.start  // Mon, 15 Jan 2024 10:30:00 GMT

  @Test(
    arguments: [
      ("120", .seconds(120)), ("1", .seconds(1)), ("0", nil), ("3601", .seconds(3600)),
      ("99999999999999999999999999", .seconds(3600)), ("", nil), ("-1", nil), ("1.5", nil), ("soon", nil), (" 5", nil),
      ("Mon, 15 Jan 2024 10:30:30 GMT", .seconds(30)), ("Mon, 15 Jan 2024 10:29:30 GMT", nil),
      ("Tue, 16 Jan 2024 10:30:00 GMT", .seconds(3600)), ("Mon, 15 Jan 2024 10:30:30 UTC", nil),
      ("Mon, 32 Jan 2024 10:30:30 GMT", nil), ("Mon, 15 Jam 2024 10:30:30 GMT", nil),
      ("Monday, 15-Jan-24 10:30:30 GMT", nil), ("Mon Jan 15 10:30:30 2024", nil),
    ] as [(String, Duration?)])
  func `The header is read in both forms and bounded`(text: String, duration: Duration?) {
    #expect(RetryAfter.duration(text, date: nil, now: Self.now) == duration)
  }

  @Test func `A date counts from the server's own clock`() {
    let duration = RetryAfter.duration(
      "Sun, 06 Nov 1994 08:49:47 GMT", date: "Sun, 06 Nov 1994 08:49:37 GMT", now: Self.now)
    #expect(duration == .seconds(10))
  }

  @Test func `Without the header there is nothing to say`() {
    #expect(RetryAfter.duration(nil, date: "Sun, 06 Nov 1994 08:49:37 GMT", now: Self.now) == nil)
  }
}

@Suite struct VerdictTests {
  @Test(
    arguments: [
      (200, .accepted), (202, .accepted), (204, .accepted), (299, .accepted),
      (301, .rejected(reason: "the server answers 301: redirects are not followed")),
      (307, .rejected(reason: "the server answers 307: redirects are not followed")),
      (400, .unfit(reason: "the server answers 400")), (401, .rejected(reason: "the server answers 401")),
      (404, .rejected(reason: "the server answers 404")),
      (408, .retry(reason: "the server answers 408", after: .seconds(7), isOutage: false)),
      (410, .gone(reason: "the server answers 410: the endpoint is gone and wants nothing more")),
      (413, .unfit(reason: "the server answers 413")), (422, .unfit(reason: "the server answers 422")),
      (425, .retry(reason: "the server answers 425", after: .seconds(7), isOutage: false)),
      (429, .retry(reason: "the server answers 429", after: .seconds(7), isOutage: false)),
      (500, .retry(reason: "the server answers 500", after: .seconds(7), isOutage: true)),
      (503, .retry(reason: "the server answers 503", after: .seconds(7), isOutage: true)),
      (599, .retry(reason: "the server answers 599", after: .seconds(7), isOutage: true)),
      (199, .retry(reason: "the server answers 199", after: .seconds(7), isOutage: true)),
      (999, .retry(reason: "the server answers 999", after: .seconds(7), isOutage: true)),
    ] as [(Int, Verdict)])
  func `A status says what becomes of the events`(status: Int, verdict: Verdict) {
    #expect(Verdict(status: status, retryAfter: .seconds(7)) == verdict)
  }
}
