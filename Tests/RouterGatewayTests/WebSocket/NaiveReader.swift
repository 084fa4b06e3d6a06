/// RFC 6455 and RFC 7692 as one reads them, from a stream that is there as a whole: slow, and written without looking at `MessageReader`.
/// Of a violation it tells the code only.
struct NaiveReader {
  enum Input: Equatable {
    case text([UInt8]), binary([UInt8]), ping([UInt8]), pong
    case close(Int)
    case violation(Int)
  }

  private struct Violation: Error { let code: Int }
  /// The stream ends inside a frame.
  private struct End: Error {}

  private let messageSize: Int
  private let maxFragments: Int
  /// Whether permessage-deflate was negotiated.
  private let inflates: Bool
  private var rest: ArraySlice<UInt8>
  private var inputs: [Input] = []
  private var opcode: UInt8 = 0
  private var message: [UInt8] = []
  private var fragments = 0
  private var isCompressed = false
  /// The message before it is inflated.
  private var compressed: [UInt8] = []

  static func inputs(of stream: [UInt8], messageSize: Int, fragments: Int, inflates: Bool) -> [Input] {
    var reader = NaiveReader(
      messageSize: messageSize, maxFragments: fragments, inflates: inflates, rest: stream[...])
    do {
      while true { try reader.readFrame() }
    } catch let violation as Violation {
      return reader.inputs + [.violation(violation.code)]
    } catch {
      return reader.inputs
    }
  }

  private init(messageSize: Int, maxFragments: Int, inflates: Bool, rest: ArraySlice<UInt8>) {
    self.messageSize = messageSize
    self.maxFragments = maxFragments
    self.inflates = inflates
    self.rest = rest
  }

  private mutating func byte() throws -> UInt8 {
    guard let byte = rest.popFirst() else { throw End() }
    return byte
  }

  private mutating func number(bytes count: Int) throws -> UInt64 {
    var number: UInt64 = 0
    for _ in 0..<count { number = number * 256 + UInt64(try byte()) }
    return number
  }

  private func require(_ condition: Bool, _ code: Int = 1002) throws {
    if !condition { throw Violation(code: code) }
  }

  private mutating func readFrame() throws {
    if case .close = inputs.last { throw End() }
    let (first, second) = (try byte(), try byte())
    let (isFinal, frameOpcode, short) = (first >= 128, first % 16, UInt64(second % 128))
    let reserved = first / 16 % 8
    try require(reserved == 0 || (inflates && reserved == 4 && (frameOpcode == 1 || frameOpcode == 2)))
    try require([0, 1, 2, 8, 9, 10].contains(frameOpcode))
    try require(second >= 128)
    if frameOpcode >= 8 { try require(isFinal && short < 126) }
    let length = short == 126 ? try number(bytes: 2) : short == 127 ? try number(bytes: 8) : short
    try require(length < 1 << 63)
    if short == 126 { try require(length > 125) }
    if short == 127 { try require(length > 65_535) }
    let mask = [try byte(), try byte(), try byte(), try byte()]
    if frameOpcode < 8 {
      try require((frameOpcode == 0) == (fragments > 0))
      if frameOpcode != 0 { (opcode, isCompressed) = (frameOpcode, reserved == 4) }
      fragments += 1
      try require(fragments <= maxFragments, 1009)
      let most = isCompressed ? 2 * messageSize + 1024 : messageSize
      try require(UInt64(isCompressed ? compressed.count : message.count) + length <= UInt64(most), 1009)
    }
    var payload: [UInt8] = []
    for index in 0..<Int(length) {
      guard let byte = rest.popFirst() else {
        if frameOpcode < 8 { try readPart(payload) }
        throw End()
      }
      payload.append(byte ^ mask[index % 4])
    }
    switch frameOpcode {
    case 8: try readClose(payload)
    case 9: inputs.append(.ping(payload))
    case 10: inputs.append(.pong)
    default: try readFragment(payload, isFinal)
    }
  }

  private mutating func readFragment(_ payload: [UInt8], _ isFinal: Bool) throws {
    try readPart(payload)
    guard isFinal else { return }
    if isCompressed { try inflate(NaiveInflater(whole: compressed, most: messageSize)) }
    if opcode == 1 { try require(Self.isText(message), 1007) }
    inputs.append(opcode == 1 ? .text(message) : .binary(message))
    (message, compressed, fragments) = ([], [], 0)
  }

  private mutating func readPart(_ payload: [UInt8]) throws {
    guard isCompressed else {
      message += payload
      return try require(opcode == 2 || Self.canBecomeText(message), 1007)
    }
    compressed += payload
    try inflate(NaiveInflater(part: compressed, most: messageSize))
  }

  /// What is wrong with the bytes that come out first is wrong first.
  private mutating func inflate(_ inflater: NaiveInflater) throws {
    message = Array(inflater.output.prefix(messageSize))
    if opcode == 1 { try require(Self.canBecomeText(message), 1007) }
    try require(inflater.output.count <= messageSize, 1009)
    try require(!inflater.isDamaged, 1007)
  }

  private mutating func readClose(_ payload: [UInt8]) throws {
    guard !payload.isEmpty else { return inputs.append(.close(1000)) }
    try require(payload.count > 1)
    let code = Int(payload[0]) * 256 + Int(payload[1])
    try require([1000...1003, 1007...1014, 3000...4999].contains { $0.contains(code) })
    try require(Self.isText(Array(payload[2...])), 1007)
    inputs.append(.close(code))
  }

  static func isText(_ bytes: [UInt8]) -> Bool { String(validating: bytes, as: UTF8.self) != nil }

  /// Whether some bytes behind these make them UTF-8.
  static func canBecomeText(_ bytes: [UInt8]) -> Bool { completions.contains { isText(bytes + $0) } }

  /// One that fits for whatever part of a character may be there.
  private static let completions: [[UInt8]] = {
    let seconds: [UInt8] = [0x80, 0x9F, 0xA0, 0xBF, 0x90, 0x8F]
    return [[]] + seconds.flatMap { [[$0], [$0, 0x80], [$0, 0x80, 0x80]] }
  }()
}
