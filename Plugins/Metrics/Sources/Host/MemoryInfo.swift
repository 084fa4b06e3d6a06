/// The host's memory in bytes (`/proc/meminfo`, proc_meminfo(5)).
struct MemoryInfo: Sendable, Equatable {
  let total: UInt64
  /// What new work can get without swapping.
  let available: UInt64

  init?(meminfo text: String) {
    func bytes(_ label: String) -> UInt64? { text.number(labelled: label).map { $0 &* 1024 } }
    guard let total = bytes("MemTotal"), total > 0 else { return nil }
    // Kernels before 3.14 have no MemAvailable.
    let estimate = bytes("MemFree").map { $0 &+ (bytes("Buffers") ?? 0) &+ (bytes("Cached") ?? 0) }
    guard let available = bytes("MemAvailable") ?? estimate else { return nil }
    self.total = total
    self.available = min(available, total)
  }

  /// Percent.
  var usage: Double { percentage(total - available, of: total) ?? 0 }
}
