/// How long the host's processors were busy and idle since boot, in clock ticks (`/proc/stat`, proc_stat(5)).
struct CPUTimes: Sendable, Equatable {
  let busy: UInt64
  let total: UInt64
  let count: Int

  init(busy: UInt64, total: UInt64, count: Int) {
    self.busy = busy
    self.total = total
    self.count = count
  }

  init?(stat text: String) {
    let lines = text.lines.filter { $0.hasPrefix("cpu") }
    guard let fields = lines.first?.fields, fields.first == "cpu" else { return nil }
    // user nice system idle iowait irq softirq steal; guest times, behind them, are part of user already. Old kernels
    // have fewer.
    let times = fields.dropFirst().prefix(8).compactMap { UInt64($0) }
    guard times.count >= 4 else { return nil }
    let total = times.reduce(0, &+)
    let idle = times[3] &+ (times.count > 4 ? times[4] : 0)
    self.init(busy: total >= idle ? total - idle : 0, total: total, count: max(lines.count - 1, 1))
  }

  /// Percent of all processors; nil when no time has passed, or when counters went back, as after a migration.
  static func usage(from start: CPUTimes, to end: CPUTimes) -> Double? {
    guard end.total > start.total, end.busy >= start.busy else { return nil }
    return percentage(end.busy - start.busy, of: end.total - start.total).map { min($0, 100) }
  }
}
