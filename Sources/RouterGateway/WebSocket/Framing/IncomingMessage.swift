import NIOCore

/// A text or binary message while it comes in.
struct IncomingMessage {
  private let limits: MessageReader.Limits
  private let isText: Bool
  private var bytes: [UInt8] = []
  /// How many of the bytes are known to be UTF-8.
  private var checkedBytes = 0
  private var fragments = 0
  private var isLastFrame = false
  private var mask = FrameMask(0)
  /// Of the current frame's payload.
  private var missingBytes = 0

  init(isText: Bool, limits: MessageReader.Limits) {
    self.isText = isText
    self.limits = limits
  }

  /// Memory beside the value's own.
  var heldBytes: Int { bytes.capacity }
  var isInsideFrame: Bool { missingBytes > 0 }
  var isComplete: Bool { isLastFrame && missingBytes == 0 }

  /// Begins the next frame of the message.
  mutating func begin(_ frame: ClientFrame) throws(FrameViolation) {
    fragments += 1
    guard fragments <= limits.fragments else {
      throw FrameViolation(.tooBig, "messages have at most \(limits.fragments) fragments")
    }
    guard frame.payloadBytes <= limits.messageSize - bytes.count else {
      throw FrameViolation(.tooBig, "messages have at most \(limits.messageSize) bytes")
    }
    (isLastFrame, mask, missingBytes) = (frame.isFinal, frame.mask, frame.payloadBytes)
  }

  /// Takes what has come of the frame's payload off the buffer.
  mutating func take(from buffer: inout ByteBuffer) throws(FrameViolation) {
    let count = min(missingBytes, buffer.readableBytes)
    guard count > 0 else { return }
    let start = bytes.count
    makeRoom(for: start + count)
    buffer.withUnsafeReadableBytes { bytes.append(contentsOf: $0[..<count]) }
    bytes.withUnsafeMutableBytes { mask.unmask(UnsafeMutableRawBufferPointer(rebasing: $0[start...])) }
    buffer.moveReaderIndex(forwardBy: count)
    missingBytes -= count
    if isText { try checkText() }
  }

  /// Never by the announced length alone: a header must not make us allocate what has not come.
  private mutating func makeRoom(for count: Int) {
    guard count > bytes.capacity else { return }
    let most = isLastFrame ? bytes.count + missingBytes : limits.messageSize
    bytes.reserveCapacity(min(most, max(count, 2 * bytes.count)))
  }

  /// Checks what has not been checked; a character that has not come completely is left for later.
  private mutating func checkText() throws(FrameViolation) {
    do {
      _ = try UTF8Span(validating: bytes.span.extracting(checkedBytes...))
      checkedBytes = bytes.count
    } catch {
      guard error.kind == .truncatedScalar, checkedBytes + error.byteOffsets.upperBound == bytes.count else {
        throw Self.notUTF8
      }
      checkedBytes += error.byteOffsets.lowerBound
    }
  }

  /// To be called when the message is complete.
  func input() throws(FrameViolation) -> MessageReader.Input {
    guard isText else { return .binary(bytes) }
    guard checkedBytes == bytes.count else { throw Self.notUTF8 }
    return .text(bytes)
  }

  private static let notUTF8 = FrameViolation(.invalidUTF8, "a text message must be UTF-8")
}
