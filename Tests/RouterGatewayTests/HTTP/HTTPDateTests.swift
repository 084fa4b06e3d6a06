import Foundation
import RouterCore
import TestSupport
import Testing

@testable import RouterGateway

struct HTTPDateTests {
  @Test(
    arguments: [
      // The example of RFC 9110 §5.6.7.
      (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"), (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
      (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"), (4_102_444_799, "Thu, 31 Dec 2099 23:59:59 GMT"),
    ] as [(Int64, String)])
  func `Dates are written as the RFC says`(_ seconds: Int64, _ text: String) {
    #expect(HTTPDate.text(of: Timestamp(microseconds: seconds * 1_000_000 + 999_999)) == text)
  }

  @Test func `Every day of a century is as Foundation writes it`() {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.timeZone = TimeZone(secondsFromGMT: 0)
    formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
    for day in stride(from: Int64(0), to: 36_525, by: 1) {
      // Another time each day.
      let seconds = day * 86_400 + day * 7919 % 86_400
      let text = HTTPDate.text(of: Timestamp(microseconds: seconds * 1_000_000))
      guard text == formatter.string(from: Date(timeIntervalSince1970: Double(seconds))) else {
        Issue.record("day \(day): \(text)")
        return
      }
    }
  }

  @Test func `Answers have a date and a server`() async throws {
    try await GatewayBench.running { bench in
      try await LoopbackClient.connected(to: bench.port) { client in
        let response = try await client.request("GET", "/health/live")
        #expect(response?.headers["date"] == "Mon, 15 Jan 2024 10:30:00 GMT")
        #expect(response?.headers["server"] == "junctor")
      }
    }
  }
}
