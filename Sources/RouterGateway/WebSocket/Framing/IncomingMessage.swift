import Deflate
import NIOCore

/// A text or binary message while it comes in.
struct IncomingMessage {
  /// So much is unmasked at a time before it is inflated; on the stack.
  private static let pieceSize = 1024

  private let limits: MessageReader.Limits
  private let isText: Bool
  /// Nil when the message comes as it is.
  private let inflater: Inflater?
  /// Inflated.
  private var bytes: [UInt8] = []
  /// How many of the bytes are known to be UTF-8.
  private var checkedBytes = 0
  /// What has been announced, before it is inflated.
  private var announcedBytes = 0
  private var fragments = 0
  private var isLastFrame = false
  private var mask = FrameMask(0)
  /// Of the current frame's payload.
  private var missingBytes = 0

  /// - Parameter first: the first frame, which is not begun by this.
  init(_ first: ClientFrame, limits: MessageReader.Limits) throws(FrameViolation) {
    self.limits = limits
    isText = first.opcode == .text
    guard first.isCompressed else {
      inflater = nil
      return
    }
    do throws(Inflater.Failure) { inflater = try Inflater() } catch { throw Self.noMemory }
  }

  /// Memory beside the value's own.
  var heldBytes: Int { bytes.capacity + (isCompressed ? Inflater.memory : 0) }
  var isCompressed: Bool { inflater != nil }
  var isInsideFrame: Bool { missingBytes > 0 }
  var isComplete: Bool { isLastFrame && missingBytes == 0 }

  /// Begins the next frame of the message.
  mutating func begin(_ frame: ClientFrame) throws(FrameViolation) {
    fragments += 1
    guard fragments <= limits.fragments else {
      throw FrameViolation(.tooBig, "messages have at most \(limits.fragments) fragments")
    }
    guard frame.payloadBytes <= (isCompressed ? limits.compressedSize : limits.messageSize) - announcedBytes else {
      throw tooBig
    }
    announcedBytes += frame.payloadBytes
    (isLastFrame, mask, missingBytes) = (frame.isFinal, frame.mask, frame.payloadBytes)
  }

  /// Takes what has come of the frame's payload off the buffer.
  mutating func take(from buffer: inout ByteBuffer) throws(FrameViolation) {
    let count = min(missingBytes, buffer.readableBytes)
    guard count > 0 else { return }
    missingBytes -= count
    guard let inflater else {
      takePlain(count, from: &buffer)
      return try checkText()
    }
    var rest = count
    while rest > 0 {
      let size = min(rest, Self.pieceSize)
      try inflate(size, from: &buffer, inflater)
      rest -= size
    }
  }

  private mutating func takePlain(_ count: Int, from buffer: inout ByteBuffer) {
    let start = bytes.count
    makeRoom(for: start + count, count)
    buffer.withUnsafeReadableBytes { bytes.append(contentsOf: $0[..<count]) }
    bytes.withUnsafeMutableBytes { mask.unmask(UnsafeMutableRawBufferPointer(rebasing: $0[start...])) }
    buffer.moveReaderIndex(forwardBy: count)
  }

  /// Never by the announced length alone: a header must not make us allocate what has not come.
  private mutating func makeRoom(for count: Int, _ new: Int) {
    guard count > bytes.capacity else { return }
    let most = isLastFrame ? count + missingBytes : limits.messageSize
    bytes.reserveCapacity(min(most, max(count, 2 * (count - new))))
  }

  private mutating func inflate(
    _ count: Int, from buffer: inout ByteBuffer, _ inflater: Inflater
  ) throws(FrameViolation) {
    let failure = withUnsafeTemporaryAllocation(byteCount: count, alignment: 8) { piece -> Inflater.Failure? in
      buffer.withUnsafeReadableBytes { piece.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[..<count])) }
      mask.unmask(piece)
      do throws(Inflater.Failure) {
        try inflater.inflate(UnsafeRawBufferPointer(piece), into: &bytes, limit: limits.messageSize)
        return nil
      } catch {
        return error
      }
    }
    buffer.moveReaderIndex(forwardBy: count)
    try checkText()
    if let failure { throw violation(failure) }
  }

  /// Checks what has not been checked; a character that has not come completely is left for later.
  private mutating func checkText() throws(FrameViolation) {
    guard isText else { return }
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
  mutating func end() throws(FrameViolation) -> MessageReader.Input {
    if let inflater { try finish(inflater) }
    guard isText else { return .binary(bytes) }
    guard checkedBytes == bytes.count else { throw Self.notUTF8 }
    return .text(bytes)
  }

  private mutating func finish(_ inflater: Inflater) throws(FrameViolation) {
    do throws(Inflater.Failure) {
      try inflater.finish(into: &bytes, limit: limits.messageSize)
    } catch {
      try checkText()
      throw violation(error)
    }
    try checkText()
  }

  // MARK: Violations

  private func violation(_ failure: Inflater.Failure) -> FrameViolation {
    switch failure {
    // RFC 7692 has no code for it. The frame is sound; what it carries is not what it should be (RFC 6455 §7.4.1).
    case .damaged: FrameViolation(.invalidPayload, "a compressed message must be DEFLATE")
    case .tooLong: tooBig
    case .noMemory: Self.noMemory
    }
  }

  private var tooBig: FrameViolation {
    FrameViolation(.tooBig, "messages have at most \(limits.messageSize) bytes")
  }

  private static let notUTF8 = FrameViolation(.invalidPayload, "a text message must be UTF-8")
  private static let noMemory = FrameViolation(.internalError, "there is no memory to inflate a message")
}
