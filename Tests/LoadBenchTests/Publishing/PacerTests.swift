import Testing

@testable import LoadBench

struct PacerTests {
  private func pacer(_ pace: Publishing.Pace, batch: Int = 1, _ length: RunLength) -> Pacer {
    Pacer(pace: pace, batch: batch, length: length, start: 1_000)
  }

  @Test func `At a rate every event is due in its turn, and carries that time however late it is sent`() {
    let pacer = pacer(.open(rate: 1_000_000), .count(3))
    #expect(pacer.step(at: 1_000, sent: 0, outstanding: 0) == .send(1, time: 1_000))
    #expect(pacer.step(at: 1_500, sent: 1, outstanding: 1) == .waitUntil(2_000))
    #expect(pacer.step(at: 9_000, sent: 1, outstanding: 1) == .send(1, time: 2_000))
    #expect(pacer.step(at: 9_000, sent: 2, outstanding: 1_000) == .send(1, time: 3_000))
    #expect(pacer.step(at: 9_000, sent: 3, outstanding: 3) == .done)
  }

  @Test func `At a rate a time ends with the last event that is due in it`() {
    let pacer = pacer(.open(rate: 1_000_000), batch: 2, .time(.nanoseconds(4_000)))
    #expect(pacer.step(at: 10_000, sent: 2, outstanding: 0) == .send(2, time: 3_000))
    #expect(pacer.step(at: 10_000, sent: 4, outstanding: 0) == .done)
  }

  @Test func `In a loop events go out while there is room for a batch`() {
    let pacer = pacer(.closed(window: 32), batch: 4, .count(1_002))
    #expect(pacer.step(at: 5, sent: 0, outstanding: 0) == .send(4, time: 5))
    #expect(pacer.step(at: 5, sent: 28, outstanding: 28) == .send(4, time: 5))
    #expect(pacer.step(at: 5, sent: 30, outstanding: 29) == .waitForOutstanding(28))
    #expect(pacer.step(at: 5, sent: 1_000, outstanding: 30) == .send(2, time: 5), "the rest is less than a batch")
    #expect(pacer.step(at: 5, sent: 1_002, outstanding: 0) == .done)
  }

  @Test func `What a loop waits for always makes room for the next batch`() {
    for window in 1...100 {
      for batch in 1...window {
        let pacer = pacer(.closed(window: window), batch: batch, .time(.seconds(1)))
        guard case .waitForOutstanding(let rest) = pacer.step(at: 1_000, sent: 0, outstanding: window) else {
          Issue.record("no room in \(window) is no wait")
          continue
        }
        #expect(pacer.step(at: 1_000, sent: 0, outstanding: rest) == .send(batch, time: 1_000), "\(window), \(batch)")
      }
    }
  }

  @Test func `In a loop a time is over when it is`() {
    let pacer = pacer(.closed(window: 8), .time(.nanoseconds(500)))
    #expect(pacer.step(at: 1_499, sent: 0, outstanding: 0) == .send(1, time: 1_499))
    #expect(pacer.step(at: 1_500, sent: 1, outstanding: 0) == .done)
  }
}
