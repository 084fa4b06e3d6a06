import Deflate
import TestSupport

/// What a client might send, by chance.
enum RandomFrames {
  /// Some messages within 300 bytes and 6 fragments, with control frames in between; sometimes a close.
  /// - Parameter inflates: whether some of the messages are compressed.
  static func stream(_ random: inout SplitMix64, inflates: Bool = false) -> [UInt8] {
    var frames = (0..<Int.random(in: 1...5, using: &random)).flatMap { _ in
      message(&random, isCompressed: inflates && Int.random(in: 0..<4, using: &random) > 0)
    }
    if Int.random(in: 0..<3, using: &random) == 0 { frames.append(.close(1001, text(20, &random))) }
    return frames.flatMap { frame in
      var frame = frame
      frame.mask = (0..<4).map { _ in .random(in: .min ... .max, using: &random) }
      return frame.bytes
    }
  }

  private static func message(_ random: inout SplitMix64, isCompressed: Bool) -> [Frame] {
    let isText = Bool.random(using: &random)
    let size = [0, 1, 5, 60, 125, 126, 200].randomElement(using: &random) ?? 0
    var payload = Array(text(size, &random).utf8)[...]
    if !isText { payload = payload.map { $0 ^ 0xA5 }[...] }
    if isCompressed { payload = compressed(Array(payload), &random)[...] }
    let count = Int.random(in: 1...6, using: &random)
    return (1...count).flatMap { index -> [Frame] in
      let part = index == count ? payload : payload.prefix(Int.random(in: 0...payload.count, using: &random))
      payload = payload.dropFirst(part.count)
      let opcode: UInt8 = index > 1 ? 0 : isText ? 1 : 2
      let rsv: UInt8 = isCompressed && index == 1 ? 4 : 0
      return [Frame(opcode: opcode, payload: Array(part), fin: index == count, rsv: rsv)] + control(&random)
    }
  }

  private static func compressed(_ payload: [UInt8], _ random: inout SplitMix64) -> [UInt8] {
    let window: DeflateWindow = Bool.random(using: &random) ? .full : .small
    if Bool.random(using: &random), let deflater = Deflater(window) {
      return deflater.deflate(payload, atMost: 2000) { Array($0) } ?? []
    }
    // Blocks that are not compressed (RFC 1951 §3.2.4), some of which call themselves the last, and then an empty one.
    var (rest, blocks) = (payload[...], [UInt8]())
    while !rest.isEmpty {
      let part = rest.prefix(Int.random(in: 0...80, using: &random))
      rest = rest.dropFirst(part.count)
      blocks += [UInt8.random(in: 0...1, using: &random), UInt8(part.count), 0, ~UInt8(part.count), 0xFF] + part
    }
    return Int.random(in: 0..<4, using: &random) == 0 ? blocks : blocks + [0]
  }

  private static func control(_ random: inout SplitMix64) -> [Frame] {
    switch Int.random(in: 0..<6, using: &random) {
    case 0: [.ping(text(Int.random(in: 0...30, using: &random), &random))]
    case 1: [.pong(text(Int.random(in: 0...30, using: &random), &random))]
    default: []
    }
  }

  /// Characters of all lengths; the size is about that in bytes.
  private static func text(_ size: Int, _ random: inout SplitMix64) -> String {
    var text = ""
    while text.utf8.count < size {
      text += ["a", "Z9", "é", "\u{7FF}", "€", "\u{FFFD}", "😀"].randomElement(using: &random) ?? ""
    }
    return text
  }

  /// One byte changed, added or taken away, or a part twice or not at all.
  static func mutate(_ stream: inout [UInt8], _ random: inout SplitMix64) {
    guard let index = stream.indices.randomElement(using: &random) else { return }
    switch Int.random(in: 0..<6, using: &random) {
    case 0, 1: stream[index] ^= 1 << UInt8.random(in: 0..<8, using: &random)
    case 2: stream[index] = .random(in: .min ... .max, using: &random)
    case 3: stream.insert(.random(in: .min ... .max, using: &random), at: index)
    case 4: stream.remove(at: index)
    default:
      let part = stream[index...].prefix(Int.random(in: 1...40, using: &random))
      if Bool.random(using: &random) {
        stream.insert(contentsOf: part, at: index)
      } else {
        stream.removeSubrange(part.indices)
      }
    }
  }
}
