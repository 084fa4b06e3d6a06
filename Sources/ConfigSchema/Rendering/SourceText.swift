/// The text of a config file, by lines: what messages show of it.
///
/// Lines end where libyaml says they do (line feed, carriage return, both, NEL, LS, PS), because its marks count them.
package struct SourceText: Sendable {
  /// As ranges name it.
  package let file: String
  private let bytes: [UInt8]
  /// Without their ends.
  private let lines: [Range<Int>]

  /// Bytes that are not UTF-8 become replacement characters; a byte order mark is no part of the first line.
  package init(file: String, bytes: some Sequence<UInt8>) {
    self.file = file
    self.bytes = Array(bytes)
    lines = Self.split(self.bytes)
  }

  package init(file: String, text: String) {
    self.init(file: file, bytes: text.utf8)
  }

  /// Without its end; nil beyond the last line. Lines count from 1.
  package func line(_ number: Int) -> String? {
    guard lines.indices.contains(number - 1) else { return nil }
    return String(decoding: bytes[lines[number - 1]], as: UTF8.self)
  }

  /// The place right after the last scalar.
  package var end: SourcePosition {
    SourcePosition(line: lines.count, column: (line(lines.count)?.unicodeScalars.count ?? 0) + 1)
  }

  /// What stands at `range`, if it is within one line.
  package func text(at range: SourceRange) -> Substring? {
    guard range.start.line == range.end.line, let scalars = line(range.start.line)?.unicodeScalars,
      let start = scalars.index(scalars.startIndex, offsetBy: range.start.column - 1, limitedBy: scalars.endIndex),
      let end = scalars.index(scalars.startIndex, offsetBy: range.end.column - 1, limitedBy: scalars.endIndex),
      start <= end
    else { return nil }
    return Substring(scalars[start..<end])
  }
}

extension SourceText {
  private static func split(_ bytes: [UInt8]) -> [Range<Int>] {
    bytes.withUnsafeBufferPointer { bytes in
      var lines: [Range<Int>] = []
      var start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
      var index = start
      while index < bytes.count {
        let length = lineEnd(bytes, index)
        if length > 0 {
          lines.append(start..<index)
          start = index + length
        }
        index += max(1, length)
      }
      return lines + [start..<bytes.count]
    }
  }

  /// The number of bytes of the line end at `index`; 0 where there is none.
  private static func lineEnd(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int) -> Int {
    func byte(_ offset: Int) -> UInt8? { index + offset < bytes.count ? bytes[index + offset] : nil }
    switch bytes[index] {
    case 0x0A: return 1
    case 0x0D: return byte(1) == 0x0A ? 2 : 1
    case 0xC2: return byte(1) == 0x85 ? 2 : 0
    case 0xE2: return byte(1) == 0x80 && (byte(2) == 0xA8 || byte(2) == 0xA9) ? 3 : 0
    default: return 0
    }
  }
}
