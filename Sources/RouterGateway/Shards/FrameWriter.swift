import Deflate
import NIOCore
import RouterCore

/// Makes the frames of one loop's sessions, by way of memory that they all use: what they carry is rendered here and, for
/// those who have agreed on it, compressed, without an allocation of its own.
final class FrameWriter {
  /// Events of fewer bytes are sent as they are: compressed they would save less than the headers of their packet take, and
  /// cost each receiver more than that is worth.
  static let leastEvent = 256
  /// An answer is for one client only, so compressing it is paid once for each.
  static let leastAnswer = 1024

  private let counters: GatewayCounters
  private var text: [UInt8] = []
  /// Made when the first client wants them.
  private var full: Deflater?
  private var small: Deflater?

  init(_ counters: GatewayCounters) { self.counters = counters }

  /// Appends the frame of one event.
  func write(_ delivery: Delivery, _ form: FrameForm, to buffer: inout ByteBuffer) {
    text.removeAll(keepingCapacity: true)
    form.dialect.append(delivery, withID: form.withIDs, isMirrored: form.mirrorsTimestamp, to: &text)
    write(form, from: Self.leastEvent, to: &buffer)
  }

  /// Appends the frame of an answer.
  /// - Returns: false for what the dialect has no words for.
  func write(_ answer: Answer, _ form: FrameForm, _ context: AnswerContext, to buffer: inout ByteBuffer) -> Bool {
    text.removeAll(keepingCapacity: true)
    form.dialect.append(answer, context, to: &text)
    guard !text.isEmpty else { return false }
    write(form, from: Self.leastAnswer, to: &buffer)
    return true
  }

  private func write(_ form: FrameForm, from least: Int, to buffer: inout ByteBuffer) {
    if let window = form.deflate, text.count >= least, compress(window, to: &buffer) { return }
    form.dialect.framing.write(text, to: &buffer)
  }

  /// - Returns: false when it would not become smaller.
  private func compress(_ window: DeflateWindow, to buffer: inout ByteBuffer) -> Bool {
    guard let size = buffer.writeFrame(.text, text, by: deflater(window), atMost: text.count - 1) else { return false }
    counters.compressedFrames.add()
    counters.bytesToCompress.add(text.count)
    counters.compressedBytes.add(size)
    return true
  }

  private func deflater(_ window: DeflateWindow) -> Deflater? {
    switch window {
    case .full:
      if full == nil { full = Deflater(.full) }
      return full
    case .small:
      if small == nil { small = Deflater(.small) }
      return small
    }
  }
}
