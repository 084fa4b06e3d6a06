import Deflate

#if canImport(Glibc)
  import Glibc
#endif

/// Inflates the frames that come to one event loop.
///
/// Clients that get the same event get the same bytes, so what was inflated lately is kept: the next of them only compares.
/// Otherwise inflating would be most of what the bench does, and its own limit.
final class InflatedFrames {
  private struct Entry {
    var compressed: [UInt8] = []
    var text: [UInt8] = []
  }

  /// More than a burst has.
  private static let kept = 256
  private static let maxText = 16 << 20

  private var entries = Array(repeating: Entry(), count: kept)
  private var inflater: Inflater?
  /// Frames that were inflated, not found.
  private(set) var inflations = 0

  /// Hands the text of a compressed frame to `use`.
  /// - Returns: false when it cannot be inflated.
  func withText(of frame: UnsafeRawBufferPointer, _ use: (UnsafeRawBufferPointer) -> Void) -> Bool {
    let index = Self.place(of: frame)
    if !isSame(entries[index].compressed, frame) {
      entries[index] = Entry()
      do throws(Inflater.Failure) {
        let text = try inflate(frame)
        entries[index] = Entry(compressed: Array(frame), text: text)
      } catch {
        return false
      }
    }
    entries[index].text.withUnsafeBytes(use)
    return true
  }

  private func isSame(_ kept: [UInt8], _ frame: UnsafeRawBufferPointer) -> Bool {
    guard kept.count == frame.count, let start = frame.baseAddress else { return false }
    return memcmp(kept, start, frame.count) == 0
  }

  private func inflate(_ frame: UnsafeRawBufferPointer) throws(Inflater.Failure) -> [UInt8] {
    inflations += 1
    if inflater == nil { inflater = try Inflater() }
    guard let inflater else { throw .noMemory }
    inflater.reset()
    var text: [UInt8] = []
    try inflater.inflate(frame, into: &text, limit: Self.maxText)
    try inflater.finish(into: &text, limit: Self.maxText)
    return text
  }

  /// By the end of the frame: events differ in a number, which is not at the front. FNV-1a.
  private static func place(of frame: UnsafeRawBufferPointer) -> Int {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in frame.suffix(64) { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return Int((hash ^ hash >> 32) % UInt64(kept))
  }
}
