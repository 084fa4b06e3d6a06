import NIOCore

/// Reads WebSocket messages from a client's bytes and holds them against RFC 6455. A value: bytes in, inputs out, pulled
/// one by one, so that a caller may stop in the middle and go on later.
///
/// What is wrong is told as soon as the bytes that make it wrong have come, and however they were cut.
struct MessageReader {
  struct Limits: Equatable, Sendable {
    /// Bytes of one message, however many fragments it has.
    var messageSize: Int
    /// Of one message: empty fragments have no size that could be bounded.
    var fragments: Int

    /// Bytes of one message before it is inflated, which may be endless and come to nothing. Those who know only the fixed
    /// codes send nine bits for a byte, and some bytes for every fragment.
    var compressedSize: Int {
      let (size, overflows) = messageSize.multipliedReportingOverflow(by: 2)
      return overflows ? .max : size.addingReportingOverflow(1024).overflow ? .max : size + 1024
    }
  }

  enum Input: Equatable, Sendable {
    /// UTF-8.
    case text([UInt8])
    case binary([UInt8])
    case ping([UInt8])
    case pong
    /// The peer closes; the code is what to answer with (RFC 6455 §5.5.1: its own). Nothing comes after it.
    case close(UInt16)
    /// The connection must be closed with this code. Nothing comes after it.
    case violation(CloseCode, String)
  }

  private let limits: Limits
  /// Whether permessage-deflate was negotiated.
  private let inflates: Bool
  /// Whether the message that was told last had come compressed.
  private(set) var wasCompressed = false
  private var unread = ByteBuffer()
  private var message: IncomingMessage?
  private var hasEnded = false

  /// - Parameter inflates: whether permessage-deflate was negotiated (RFC 7692).
  init(limits: Limits, inflates: Bool = false) {
    self.limits = limits
    self.inflates = inflates
  }

  /// Whether there are bytes that `next` has not taken. After it has returned nil they are the beginning of a frame.
  var hasUnread: Bool { unread.readableBytes > 0 }

  /// Memory beside the value's own.
  var heldBytes: Int { unread.storageCapacity + (message?.heldBytes ?? 0) }

  /// Takes what came from the socket, without a copy when nothing is left over from before.
  mutating func append(_ bytes: ByteBuffer) {
    guard !hasEnded else { return }
    if hasUnread { unread.writeImmutableBuffer(bytes) } else { unread = bytes }
  }

  /// Nil: more bytes are needed, or the end has been told.
  mutating func next() -> Input? {
    guard !hasEnded else { return nil }
    do {
      let input = try read()
      if input == nil { trim() }
      if case .close = input { end() }
      return input
    } catch {
      end()
      return .violation(error.code, error.reason)
    }
  }

  private mutating func end() {
    hasEnded = true
    (unread, message) = (ByteBuffer(), nil)
  }

  /// What is left is less than a control frame, and must not keep the socket's buffer alive.
  private mutating func trim() {
    guard unread.storageCapacity > 256 else { return }
    unread = hasUnread ? ByteBuffer(bytes: unread.readableBytesView) : ByteBuffer()
  }

  private mutating func read() throws(FrameViolation) -> Input? {
    while true {
      try message?.take(from: &unread)
      if message?.isInsideFrame == true { return nil }
      if message?.isComplete == true {
        wasCompressed = message?.isCompressed == true
        defer { message = nil }
        return try message?.end()
      }
      guard let frame = try ClientFrame(unread, inflates: inflates) else { return nil }
      guard !frame.opcode.isControl else { return try readControl(frame) }
      try begin(frame)
    }
  }

  private mutating func begin(_ frame: ClientFrame) throws(FrameViolation) {
    let isContinuation = frame.opcode == .continuation
    guard isContinuation == (message != nil) else {
      throw FrameViolation(
        .protocolError, isContinuation ? "a continuation without a beginning" : "a new message inside a fragmented one")
    }
    if !isContinuation { message = try IncomingMessage(frame, limits: limits) }
    try message?.begin(frame)
    unread.moveReaderIndex(forwardBy: frame.headerBytes)
  }

  /// Control frames are taken whole.
  private mutating func readControl(_ frame: ClientFrame) throws(FrameViolation) -> Input? {
    guard unread.readableBytes >= frame.totalBytes else { return nil }
    unread.moveReaderIndex(forwardBy: frame.headerBytes)
    var payload = unread.readBytes(length: frame.payloadBytes) ?? []
    var mask = frame.mask
    payload.withUnsafeMutableBytes { mask.unmask($0) }
    switch frame.opcode {
    case .close: return .close(try Self.closeCode(payload))
    case .ping: return .ping(payload)
    default: return .pong
    }
  }

  /// RFC 6455 §5.5.1: nothing, or two bytes of code and a reason.
  private static func closeCode(_ payload: [UInt8]) throws(FrameViolation) -> UInt16 {
    guard !payload.isEmpty else { return CloseCode.normal.rawValue }
    guard payload.count >= 2 else { throw FrameViolation(.protocolError, "a close frame with half a code") }
    let code = UInt16(payload[0]) << 8 | UInt16(payload[1])
    guard CloseCode.isAllowed(code) else {
      throw FrameViolation(.protocolError, "the close code \(code) is not allowed")
    }
    guard (try? UTF8Span(validating: payload.span.extracting(2...))) != nil else {
      throw FrameViolation(.invalidPayload, "the reason of a close must be UTF-8")
    }
    return code
  }
}
