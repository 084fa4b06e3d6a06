import NIOCore
import TestSupport
import Testing

@testable import RouterGateway

/// Random streams, sound and broken, against a naive reader and against themselves cut differently.
struct MessageReaderPropertyTests {
  private static let limits = MessageReader.Limits(messageSize: 300, fragments: 6)

  /// - Parameter cut: the size of the next read, at least 1.
  private static func read(_ stream: [UInt8], cut: () -> Int) -> [MessageReader.Input] {
    var reader = MessageReader(limits: limits)
    var (inputs, rest) = ([MessageReader.Input](), stream[...])
    while !rest.isEmpty {
      let size = cut()
      reader.append(ByteBuffer(bytes: rest.prefix(size)))
      rest = rest.dropFirst(size)
      inputs += Array(inputs: &reader)
    }
    return inputs
  }

  private static func naive(_ stream: [UInt8]) -> [NaiveReader.Input] {
    NaiveReader.inputs(of: stream, messageSize: limits.messageSize, fragments: limits.fragments)
  }

  private static func check(_ stream: [UInt8], _ random: inout SplitMix64, _ seed: UInt64) {
    let whole = read(stream) { stream.count }
    #expect(whole.map(NaiveReader.Input.init) == naive(stream), "seed \(seed)")
    #expect(read(stream) { 1 } == whole, "seed \(seed)")
    for most in [3, 20, 200] {
      #expect(read(stream) { Int.random(in: 1...most, using: &random) } == whole, "seed \(seed), most \(most)")
    }
  }

  @Test(arguments: 0..<400 as Range<UInt64>)
  func `A sound stream is read as a naive reader does, however it is cut`(_ seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let stream = RandomFrames.stream(&random)
    Self.check(stream, &random, seed)
  }

  @Test(arguments: 0..<1200 as Range<UInt64>)
  func `A broken stream fails as a naive reader does, however it is cut`(_ seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var stream = RandomFrames.stream(&random)
    for _ in 0..<Int.random(in: 1...3, using: &random) { RandomFrames.mutate(&stream, &random) }
    Self.check(stream, &random, seed)
  }

  @Test func `The streams are what they are meant to be`() {
    var (kinds, codes) = (Set<String>(), Set<Int>())
    for seed in 0..<1200 as Range<UInt64> {
      var random = SplitMix64(seed: seed)
      var stream = RandomFrames.stream(&random)
      let sound = Self.naive(stream)
      #expect(!sound.contains { if case .violation = $0 { true } else { false } }, "seed \(seed)")
      for input in sound { kinds.insert(String("\(input)".prefix { $0 != "(" })) }
      for _ in 0..<Int.random(in: 1...3, using: &random) { RandomFrames.mutate(&stream, &random) }
      if case .violation(let code) = Self.naive(stream).last { codes.insert(code) }
    }
    #expect(kinds == ["text", "binary", "ping", "pong", "close"])
    #expect(codes == [1002, 1007, 1009])
  }
}
