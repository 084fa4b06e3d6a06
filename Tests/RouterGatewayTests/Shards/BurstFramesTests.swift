import Deflate
import NIOCore
import RouterCore
import TestSupport
import Testing

@testable import RouterGateway

/// Frames that are shared, cut and copied against frames made one by one.
struct BurstFramesTests {
  private static let metrics = Catalogue.standard.id(named: "metrics_update")

  private static func deliveries(_ count: Int, using random: inout SplitMix64) -> [Delivery] {
    (1...UInt64(count)).map { number in
      Bool.random(using: &random)
        ? .sample(
          number, "agent_status", #"{"agent_id":"a","reason":"\#(String(repeating: "x", count: 20 * Int(number)))"}"#)
        : .sample(number, "metrics_update", #"{"system":{"n":\#(number)},"agents":{"a":{},"b":{},"c":{}}}"#)
    }
  }

  private static func audience(_ number: Int, using random: inout SplitMix64) throws -> Audience {
    let windows: [DeflateWindow?] = [nil, .full, .small]
    let form = FrameForm(
      dialect: V1Dialect(), withIDs: Bool.random(using: &random), deflate: windows.randomElement(using: &random) ?? nil)
    var subscriptions = SubscriptionSet()
    let agents = ["a", "b", "c"].filter { _ in Bool.random(using: &random) }
    let type = try #require(metrics)
    subscriptions.add(type, agents: agents, .none)
    let projection = try #require(subscriptions.types[type]).projection()
    return Audience(
      id: AudienceID(number), key: Audience.Key(form: form, subscriptions: subscriptions), projection: projection)
  }

  /// The messages, in frames that are whole and unmasked, compressed or not.
  private static func messages(_ bytes: ByteBuffer) -> [[UInt8]] {
    var (bytes, messages) = (bytes, [[UInt8]]())
    while let frame = Frame(&bytes) {
      #expect(frame.opcode == 1 && frame.fin && !frame.isMasked && [0, 4].contains(frame.rsv))
      messages.append(frame.message)
    }
    #expect(bytes.readableBytes == 0)
    return messages
  }

  private static func naive(_ deliveries: [Delivery], _ audience: Audience) -> [[UInt8]] {
    audience.events.map { position in
      var delivery = deliveries[position]
      if delivery.event.type == metrics { delivery = audience.projection.apply(to: delivery) }
      var payload: [UInt8] = []
      audience.key.form.dialect.append(delivery, withID: audience.key.form.withIDs, isMirrored: false, to: &payload)
      return payload
    }
  }

  private static func hasCompressed(_ bytes: ByteBuffer) -> Bool {
    var bytes = bytes
    while let frame = Frame(&bytes) { if frame.isCompressed { return true } }
    return false
  }

  @Test(arguments: 1...100)
  func `Every audience gets its own events in its own form`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let deliveries = Self.deliveries(Int.random(in: 1...EventMask.capacity, using: &random), using: &random)
    let audiences = try (0..<12).map { try Self.audience($0, using: &random) }
    let density = Int.random(in: 1...4, using: &random)
    for audience in audiences {
      for position in deliveries.indices where Int.random(in: 0..<density, using: &random) == 0 {
        audience.events.insert(position)
      }
    }
    let hearing = audiences.filter { !$0.events.isEmpty }
    var frames = BurstFrames(deliveries, metrics: Self.metrics)
    for audience in hearing { frames.announce(audience) }
    frames.render(FrameWriter(GatewayCounters()))
    var pieces: [ByteBuffer] = []
    for audience in hearing {
      let receivers = Int.random(in: 1...6, using: &random)
      frames.slices(for: audience, receivers: receivers, into: &pieces)
      let bytes = pieces.reduce(into: ByteBuffer()) { $0.writeImmutableBuffer($1) }
      #expect(Self.messages(bytes) == Self.naive(deliveries, audience))
      if audience.key.form.deflate == nil { #expect(!Self.hasCompressed(bytes)) }
      #expect(pieces.count <= audience.events.count)
    }
  }

  @Test func `Audiences with the same events share one buffer`() throws {
    let deliveries = Delivery.samples(1...10)
    let form = FrameForm(dialect: V1Dialect(), withIDs: false)
    let audiences = (0..<3).map { number in
      Audience(
        id: AudienceID(number), key: Audience.Key(form: form, subscriptions: SubscriptionSet()), projection: .all)
    }
    for position in [1, 3, 5] { audiences[0].events.insert(position) }
    for position in [1, 3, 5] { audiences[1].events.insert(position) }
    for position in 0..<10 { audiences[2].events.insert(position) }
    var frames = BurstFrames(deliveries, metrics: Self.metrics)
    for audience in audiences { frames.announce(audience) }
    frames.render(FrameWriter(GatewayCounters()))
    var (first, second, third) = ([ByteBuffer](), [ByteBuffer](), [ByteBuffer]())
    frames.slices(for: audiences[0], receivers: 4, into: &first)
    frames.slices(for: audiences[1], receivers: 4, into: &second)
    frames.slices(for: audiences[2], receivers: 1, into: &third)
    #expect((first.count, second.count, third.count) == (1, 1, 1))
    let address = { (buffer: ByteBuffer) in buffer.withUnsafeReadableBytes { UInt(bitPattern: $0.baseAddress) } }
    #expect(address(first[0]) == address(second[0]))
    frames.slices(for: audiences[0], receivers: 1, into: &third)
    #expect(third.count == 1, "what has been copied once is there for all")
  }

  @Test func `Few receivers get slices, not copies`() throws {
    let deliveries = Delivery.samples(1...4)
    let form = FrameForm(dialect: V1Dialect(), withIDs: false)
    let all = Audience(
      id: AudienceID(0), key: Audience.Key(form: form, subscriptions: SubscriptionSet()), projection: .all)
    let some = Audience(
      id: AudienceID(1), key: Audience.Key(form: form, subscriptions: SubscriptionSet()), projection: .all)
    for position in 0..<4 { all.events.insert(position) }
    for position in [0, 1, 3] { some.events.insert(position) }
    var frames = BurstFrames(deliveries, metrics: Self.metrics)
    frames.announce(all)
    frames.announce(some)
    frames.render(FrameWriter(GatewayCounters()))
    var pieces: [ByteBuffer] = []
    frames.slices(for: some, receivers: 3, into: &pieces)
    // Neighbours stay together.
    #expect(pieces.count == 2)
  }
}
