import RouterCore
import TestSupport
import Testing

@testable import RouterGateway

struct EventRingTests {
  @Test func `It keeps the newest events, and their positions stay`() {
    var ring = EventRing(eventBound: 10, byteBound: 1 << 20)
    for delivery in Delivery.samples(1...25) { ring.append(delivery, .start) }
    #expect((ring.start, ring.end) == (15, 25))
    #expect((ring.start..<ring.end).map { ring[$0].number.value } == Array(16...25))
    #expect((ring.distance(from: 25), ring.distance(from: 20), ring.distance(from: 15)) == (0, 0.5, 1))
    #expect(ring.distance(from: 3) == 1)
  }

  @Test func `Its bytes are bounded too, but for one event`() {
    let one = Delivery.sample(1).event.cost
    var ring = EventRing(eventBound: 100, byteBound: 4 * one)
    for number in 1...9 as ClosedRange<UInt64> { ring.append(.sample(number), .start) }
    #expect((ring.start, ring.end, ring.bytes) == (5, 9, 4 * one))
    #expect(ring.distance(from: 8) == 0.25)
    let filler = String(repeating: "x", count: 10 * one)
    ring.append(.sample(10, "agent_status", #"{"agent_id":"\#(filler)","old_status":"a","new_status":"b"}"#), .start)
    #expect((ring.start, ring.end) == (9, 10))
  }
}
