/// Where measurements are read, so that tests can be any kernel.
protocol HostFiles: Sendable {
  /// A file's text; nil when there is none or it cannot be read.
  func text(of path: String) -> String?
  /// How many entries a folder has; nil when it cannot be read.
  func entryCount(of folder: String) -> Int?
  /// The space of the file system that is mounted there; nil when there is none.
  func space(at mountPoint: String) -> DiskSpace?
}

struct DiskSpace: Sendable, Equatable {
  /// Bytes.
  let total: UInt64
  /// Bytes that ordinary users can still take.
  let free: UInt64

  /// Percent, as `df` shows it: what is reserved for root counts neither as used nor as free.
  let usage: Double

  init?(total: UInt64, free: UInt64, used: UInt64) {
    guard total > 0 else { return nil }
    self.total = total
    self.free = free
    usage = percentage(used, of: used &+ free) ?? 0
  }
}

/// Nil without a whole.
func percentage(_ part: UInt64, of whole: UInt64) -> Double? {
  whole > 0 ? 100 * Double(part) / Double(whole) : nil
}
