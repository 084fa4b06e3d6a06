import CZlib

/// Inflates a message that is there as a whole, or the beginning of one, at once.
struct NaiveInflater {
  /// As much as may come out, and one byte more if there is more.
  private(set) var output: [UInt8] = []
  private(set) var isDamaged = false
  /// Whether the end is also that of a block.
  private var isBehindBlock = false

  /// - Parameter most: how many bytes may come out.
  init(part bytes: [UInt8], most: Int) {
    var rest = bytes
    while !rest.isEmpty, !isDamaged, output.count <= most { rest = inflateStream(rest, most: most) }
  }

  init(whole bytes: [UInt8], most: Int) {
    self.init(part: bytes, most: most)
    guard !bytes.isEmpty, !isBehindBlock, !isDamaged, output.count <= most else { return }
    // RFC 7692 §7.2.2.
    self.init(part: bytes + [0, 0, 0xFF, 0xFF], most: most)
    isDamaged = isDamaged || !isBehindBlock
  }

  /// - Returns: what is behind the last block, if one of them is a last one.
  private mutating func inflateStream(_ bytes: [UInt8], most: Int) -> [UInt8] {
    var stream = z_stream()
    // A byte is never more than 1032.
    let room = min(most + 1 - output.count, 1032 * bytes.count)
    var (input, piece) = (bytes, [UInt8](repeating: 0, count: room))
    let size = CInt(MemoryLayout<z_stream>.size)
    precondition(inflateInit2_(&stream, -15, ZLIB_VERSION, size) == Z_OK)
    defer { inflateEnd(&stream) }
    var window = Array(output.suffix(32_768))
    precondition(inflateSetDictionary(&stream, &window, UInt32(window.count)) == Z_OK)
    let result = input.withUnsafeMutableBufferPointer { input in
      piece.withUnsafeMutableBufferPointer { piece in
        (stream.next_in, stream.avail_in) = (input.baseAddress, UInt32(input.count))
        (stream.next_out, stream.avail_out) = (piece.baseAddress, UInt32(piece.count))
        return inflate(&stream, Z_SYNC_FLUSH)
      }
    }
    output += piece.prefix(room - Int(stream.avail_out))
    isDamaged = result == Z_DATA_ERROR
    isBehindBlock = result == Z_STREAM_END || stream.data_type & 0xBF == 0x80
    return result == Z_STREAM_END ? Array(bytes.suffix(Int(stream.avail_in))) : []
  }
}
