import NIOCore
import RouterCore

/// The frames of one turn's events. Each form of them is rendered, and compressed, once, one frame behind the other into one buffer, so that
/// neighbours go out as one slice of it.
struct BurstFrames {
  /// The events of a turn in one form.
  private struct Sheet {
    let form: FrameForm
    let projection: AgentProjection
    var events: EventMask
    var buffer = ByteBuffer()
    /// By position: where its frame begins. Events that are not on the sheet have frames of no length.
    var offsets: [Int] = []
  }

  private struct SheetKey: Hashable {
    let form: FrameForm
    let projection: AgentProjection
  }

  private struct CopyKey: Hashable {
    let sheet: Int
    let events: EventMask
  }

  /// From so many receivers on, frames that are no neighbours are copied together: one buffer less for each receiver.
  private static let copyWorthwhile = 4
  /// Bytes of an envelope around its payload, for a first guess.
  private static let envelopeEstimate = 128
  /// What may be copied together in one turn.
  private static let copyBound = 64 << 10

  private let deliveries: [Delivery]
  /// Events of which audiences may see different parts.
  private let projected: EventMask
  private var sheets: [Sheet] = []
  private var byKey: [SheetKey: Int] = [:]
  private var copies: [CopyKey: ByteBuffer] = [:]
  private var copied = 0

  /// - Parameter metrics: the event type that is projected to agents.
  init(_ deliveries: [Delivery], metrics: EventTypeID?) {
    self.deliveries = deliveries
    var projected = EventMask()
    for (position, delivery) in deliveries.enumerated() where delivery.event.type == metrics {
      projected.insert(position)
    }
    self.projected = projected
  }

  // MARK: Rendering

  /// Says what an audience will hear. All have to say so before the first frames are asked for.
  mutating func announce(_ audience: Audience) {
    let own = ownEvents(of: audience)
    if !own.isEmpty { sheets[sheet(for: audience.key.form, audience.projection)].events |= own }
    let common = audience.events.subtracting(own)
    if !common.isEmpty { sheets[sheet(for: audience.key.form, .all)].events |= common }
  }

  /// Events that this audience sees in a form of its own.
  private func ownEvents(of audience: Audience) -> EventMask {
    audience.projection == .all ? EventMask() : audience.events & projected
  }

  private mutating func sheet(for form: FrameForm, _ projection: AgentProjection) -> Int {
    let key = SheetKey(form: form, projection: projection)
    if let index = byKey[key] { return index }
    byKey[key] = sheets.count
    sheets.append(Sheet(form: form, projection: projection, events: EventMask()))
    return sheets.count - 1
  }

  mutating func render(_ writer: FrameWriter) {
    for index in sheets.indices {
      let sheet = sheets[index]
      let size = sheet.events.reduce(0) { $0 + deliveries[$1].event.data.bytes.count + Self.envelopeEstimate }
      var buffer = ByteBufferAllocator().buffer(capacity: sheet.form.deflate == nil ? size : size / 2)
      var offsets: [Int] = []
      offsets.reserveCapacity(deliveries.count + 1)
      for (position, delivery) in deliveries.enumerated() {
        offsets.append(buffer.writerIndex)
        guard sheet.events.contains(position) else { continue }
        writer.write(sheet.projection.apply(to: delivery), sheet.form, to: &buffer)
      }
      offsets.append(buffer.writerIndex)
      sheets[index].offsets = offsets
      sheets[index].buffer = buffer
    }
  }

  // MARK: Slices

  /// The audience's events of this turn, in order, in as few pieces as can be.
  /// - Parameter receivers: how many will be given the pieces.
  mutating func slices(for audience: Audience, receivers: Int, into pieces: inout [ByteBuffer]) {
    pieces.removeAll(keepingCapacity: true)
    let own = ownEvents(of: audience)
    // Without events in common the audience has no common sheet, and `cut` asks for none.
    let common = byKey[SheetKey(form: audience.key.form, projection: .all)] ?? 0
    let special = own.isEmpty ? common : byKey[SheetKey(form: audience.key.form, projection: audience.projection)] ?? 0
    if own.isEmpty, sheets[common].events == audience.events { return pieces.append(sheets[common].buffer) }
    if own.isEmpty, let copy = copies[CopyKey(sheet: common, events: audience.events)] { return pieces.append(copy) }
    cut(audience.events, own, common: common, special: special, into: &pieces)
    guard pieces.count > 1, receivers >= Self.copyWorthwhile else { return }
    let size = pieces.reduce(0) { $0 + $1.readableBytes }
    guard copied + size <= Self.copyBound else { return }
    copied += size
    var copy = ByteBufferAllocator().buffer(capacity: size)
    for piece in pieces { copy.writeImmutableBuffer(piece) }
    if own.isEmpty { copies[CopyKey(sheet: common, events: audience.events)] = copy }
    pieces.removeAll(keepingCapacity: true)
    pieces.append(copy)
  }

  private func cut(
    _ events: EventMask, _ own: EventMask, common: Int, special: Int, into pieces: inout [ByteBuffer]
  ) {
    var current = (sheet: -1, start: 0, end: 0)
    func finish() {
      guard current.end > current.start else { return }
      if let slice = sheets[current.sheet].buffer.getSlice(at: current.start, length: current.end - current.start) {
        pieces.append(slice)
      }
    }
    for position in events {
      let sheet = own.contains(position) ? special : common
      let (start, end) = (sheets[sheet].offsets[position], sheets[sheet].offsets[position + 1])
      if current.sheet == sheet, current.end == start {
        current.end = end
      } else {
        finish()
        current = (sheet, start, end)
      }
    }
    finish()
  }
}

extension AgentProjection {
  func apply(to delivery: Delivery) -> Delivery {
    guard self != .all else { return delivery }
    let data = apply(to: delivery.event.data)
    return Delivery(number: delivery.number, event: delivery.event.replacing(data: data))
  }
}
