import RouterCore

/// The last lines that an earlier life of the process has written: what the engine offers again because nobody confirmed it
/// must not stand in the file twice.
///
/// Whole lines are compared, not ids: a file may be older than the log, and then the same ids mean other events.
struct WrittenLines {
  /// How much is looked at: far more than what can wait for its confirmation while the log can be written (a batch is at
  /// most 10,000 events).
  static let bound = 8 << 20

  private(set) var lines: Set<[UInt8]> = []
  private var bytes = 0

  /// Reads the current file and, if that is short, those that were rotated before it.
  init(
    _ current: LineFile, mode: FileMode, _ names: RotatedNames, _ fileSystem: some FileSystem
  ) throws(FileFailure) {
    try add(current.file, current.size, fileSystem)
    for name in names.rotated(among: try fileSystem.names(in: names.folder)).reversed() where bytes < Self.bound {
      // Opening would make a file that is not there.
      guard let size = try fileSystem.status(at: names.path(of: name))?.size else { continue }
      let file = try fileSystem.open(names.path(of: name), mode: mode)
      defer { fileSystem.close(file) }
      try add(file, size, fileSystem)
    }
  }

  func contains(_ delivery: Delivery) -> Bool {
    guard !lines.isEmpty else { return false }
    var line: [UInt8] = []
    EventEnvelope.line.append(delivery, to: &line)
    return lines.contains(line)
  }

  private mutating func add(_ file: OpenFile, _ size: Int, _ fileSystem: some FileSystem) throws(FileFailure) {
    guard size > 0 else { return }
    let start = max(0, size - (Self.bound - bytes))
    var text = try fileSystem.read(start..<size, of: file)[...]
    bytes += text.count
    // The first line may have begun before.
    if start > 0 { text = text.drop { $0 != UInt8(ascii: "\n") } }
    for line in text.split(separator: UInt8(ascii: "\n")) { lines.insert(Array(line)) }
  }
}
