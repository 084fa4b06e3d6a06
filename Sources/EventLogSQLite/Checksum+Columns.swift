// How the columns of a row are added up: the name of the table, then every column but the sum itself.
extension Checksum {
  package init(table: String) {
    self.init()
    add(table)
  }

  /// A text or blob, with its length.
  package mutating func add(column bytes: UnsafeRawBufferPointer) {
    add(Int64(bytes.count))
    add(bytes)
  }

  package mutating func add(column bytes: [UInt8]) { bytes.withUnsafeBytes { add(column: $0) } }
}
