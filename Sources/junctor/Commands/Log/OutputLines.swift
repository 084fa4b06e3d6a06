import Foundation

/// Lines for standard output, written in large pieces.
struct OutputLines {
  private var bytes: [UInt8] = []
  private static let piece = 1 << 16

  /// - Parameter append: appends one line, without its end.
  mutating func write(_ append: (inout [UInt8]) -> Void) throws {
    append(&bytes)
    bytes.append(UInt8(ascii: "\n"))
    if bytes.count >= Self.piece { try flush() }
  }

  mutating func flush() throws {
    guard !bytes.isEmpty else { return }
    try FileHandle.standardOutput.write(contentsOf: Data(bytes))
    bytes.removeAll(keepingCapacity: true)
  }
}
