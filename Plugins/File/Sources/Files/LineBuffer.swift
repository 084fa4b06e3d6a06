import RouterCore

/// Events as lines, ready to be written with one call.
struct LineBuffer {
  /// Memory for one write; a batch of long events takes several.
  static let target = 4 << 20

  private(set) var bytes: [UInt8] = []
  /// Where each line ends, its line break included.
  private(set) var ends: [Int] = []

  /// Replaces the content by lines from the front of `deliveries`, as many as fit into `room`; returns how many.
  /// - Parameter takesLongLine: the first line is taken though it does not fit.
  mutating func fill(from deliveries: ArraySlice<Delivery>, room: Int, takesLongLine: Bool) -> Int {
    bytes.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
    for delivery in deliveries where bytes.count < Self.target {
      EventEnvelope.line.append(delivery, to: &bytes)
      bytes.append(UInt8(ascii: "\n"))
      guard bytes.count <= room || (ends.isEmpty && takesLongLine) else {
        bytes.removeLast(bytes.count - (ends.last ?? 0))
        break
      }
      ends.append(bytes.count)
    }
    return ends.count
  }

  /// How many whole lines the first bytes are.
  func wholeLines(in count: Int) -> Int {
    // Lines are few and this is asked for only after a failure.
    ends.prefix { $0 <= count }.count
  }
}
