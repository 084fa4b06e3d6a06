/// Cuts bytes that come in pieces into lines. A line that is too long is not kept, only its length.
package struct LineSplitter: Sendable {
  package struct Line: Sendable, Equatable {
    /// Without its line break (`\n` or `\r\n`); nil for a line that was too long.
    package let text: [UInt8]?
    /// Bytes that it takes, its line break included.
    package let length: Int
  }

  private let limit: Int
  private var buffer: [UInt8] = []
  /// Where the line that is looked for begins.
  private var start = 0
  /// Up to here there is no line break.
  private var scanned = 0
  /// Bytes of that line that were too many and have been forgotten.
  private var forgotten = 0

  /// - Parameter limit: bytes of a line without its line break.
  package init(limit: Int) { self.limit = max(limit, 1) }

  /// Bytes of a line whose end has not come.
  package var pending: Int { forgotten + buffer.count - start }

  package mutating func append(_ bytes: some Collection<UInt8>) {
    buffer.removeFirst(start)
    scanned -= start
    start = 0
    buffer.append(contentsOf: bytes)
  }

  /// The next line that is complete; nil when more bytes have to come.
  package mutating func next() -> Line? {
    guard let end = buffer[scanned...].firstIndex(of: UInt8(ascii: "\n")) else {
      scanned = buffer.count
      // One byte more than allowed may be the carriage return.
      if forgotten > 0 || scanned - start > limit + 1 {
        forgotten += scanned - start
        start = scanned
      }
      return nil
    }
    return cut(at: end, next: end + 1)
  }

  /// What stands behind the last line break, when nothing more will come; nil if that is nothing.
  package mutating func finish() -> Line? { pending > 0 ? cut(at: buffer.count, next: buffer.count) : nil }

  /// Forgets what has come of a line without its end.
  package mutating func reset() { self = LineSplitter(limit: limit) }

  private mutating func cut(at end: Int, next: Int) -> Line {
    defer { (start, scanned, forgotten) = (next, next, 0) }
    let length = forgotten + next - start
    var text = buffer[start..<end]
    if text.last == UInt8(ascii: "\r") { text.removeLast() }
    return Line(text: forgotten == 0 && text.count <= limit ? Array(text) : nil, length: length)
  }
}
