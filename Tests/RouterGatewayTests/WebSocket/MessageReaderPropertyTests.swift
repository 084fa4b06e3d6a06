import NIOCore
import TestSupport
import Testing

@testable import RouterGateway

/// Random streams, sound and broken, with compressed messages and without, against a naive reader and against themselves cut differently.
struct MessageReaderPropertyTests {
  private static let limits = MessageReader.Limits(messageSize: 300, fragments: 6)

  /// - Parameter cut: the size of the next read, at least 1.
  private static func read(_ stream: [UInt8], inflates: Bool, cut: () -> Int) -> [MessageReader.Input] {
    var reader = MessageReader(limits: limits, inflates: inflates)
    var (inputs, rest) = ([MessageReader.Input](), stream[...])
    while !rest.isEmpty {
      let size = cut()
      reader.append(ByteBuffer(bytes: rest.prefix(size)))
      rest = rest.dropFirst(size)
      inputs += Array(inputs: &reader)
    }
    return inputs
  }

  private static func naive(_ stream: [UInt8], inflates: Bool) -> [NaiveReader.Input] {
    NaiveReader.inputs(
      of: stream, messageSize: limits.messageSize, fragments: limits.fragments, inflates: inflates)
  }

  private static func check(_ stream: [UInt8], inflates: Bool, _ random: inout SplitMix64, _ seed: UInt64) {
    let whole = read(stream, inflates: inflates) { stream.count }
    #expect(whole.map(NaiveReader.Input.init) == naive(stream, inflates: inflates), "seed \(seed)")
    #expect(read(stream, inflates: inflates) { 1 } == whole, "seed \(seed)")
    for most in [3, 20, 200] {
      let cut = read(stream, inflates: inflates) { Int.random(in: 1...most, using: &random) }
      #expect(cut == whole, "seed \(seed), most \(most)")
    }
  }

  @Test(arguments: 0..<400 as Range<UInt64>, [false, true])
  func `A sound stream is read as a naive reader does, however it is cut`(_ seed: UInt64, inflates: Bool) {
    var random = SplitMix64(seed: seed)
    let stream = RandomFrames.stream(&random, inflates: inflates)
    Self.check(stream, inflates: inflates, &random, seed)
  }

  @Test(arguments: 0..<1200 as Range<UInt64>, [false, true])
  func `A broken stream fails as a naive reader does, however it is cut`(_ seed: UInt64, inflates: Bool) {
    var random = SplitMix64(seed: seed)
    var stream = RandomFrames.stream(&random, inflates: inflates)
    for _ in 0..<Int.random(in: 1...3, using: &random) { RandomFrames.mutate(&stream, &random) }
    Self.check(stream, inflates: inflates, &random, seed)
  }

  @Test(arguments: [false, true])
  func `The streams are what they are meant to be`(inflates: Bool) {
    var (kinds, codes) = (Set<String>(), Set<Int>())
    for seed in 0..<1200 as Range<UInt64> {
      var random = SplitMix64(seed: seed)
      var stream = RandomFrames.stream(&random, inflates: inflates)
      let sound = Self.naive(stream, inflates: inflates)
      #expect(!sound.contains { if case .violation = $0 { true } else { false } }, "seed \(seed)")
      for input in sound { kinds.insert(String("\(input)".prefix { $0 != "(" })) }
      for _ in 0..<Int.random(in: 1...3, using: &random) { RandomFrames.mutate(&stream, &random) }
      if case .violation(let code) = Self.naive(stream, inflates: inflates).last { codes.insert(code) }
    }
    #expect(kinds == ["text", "binary", "ping", "pong", "close"])
    #expect(codes == [1002, 1007, 1009])
  }
}
