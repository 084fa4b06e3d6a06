import RouterCore

/// What to do about a file that does not end with a line break, as a crash leaves it.
enum TornLine: Equatable {
  /// The beginning of a line that this sink was writing: its event was never answered for. Cut at the offset.
  case cut(at: Int)
  /// A whole line that lacks its break, or somebody else's text: that is closed with a line break and stays.
  case complete

  private static let step = 64 << 10
  private static let lineStart = Array(#"{"id":"msg_"#.utf8)

  /// Nil for a file that ends as it should.
  static func find(in file: OpenFile, size: Int, _ fileSystem: some FileSystem) throws(FileFailure) -> TornLine? {
    guard size > 0, try fileSystem.read(size - 1..<size, of: file).last != UInt8(ascii: "\n") else { return nil }
    var fragment: [UInt8] = []
    var start = size
    while start > 0 {
      let chunkStart = max(start - step, 0)
      let chunk = try fileSystem.read(chunkStart..<start, of: file)
      if let lineBreak = chunk.lastIndex(of: UInt8(ascii: "\n")) {
        return judge(chunk[(lineBreak + 1)...] + fragment, at: chunkStart + lineBreak + 1)
      }
      fragment = chunk + fragment
      start = chunkStart
    }
    return judge(fragment[...], at: 0)
  }

  private static func judge(_ fragment: ArraySlice<UInt8>, at offset: Int) -> TornLine {
    if (try? JSONDocument(parsing: Array(fragment))) != nil { return .complete }
    // File systems that grow a file before its data is on disk leave zeros after a power failure.
    let isHole = fragment.allSatisfy { $0 == 0 }
    return isHole || fragment.starts(with: lineStart) || lineStart.starts(with: fragment) ? .cut(at: offset) : .complete
  }
}
