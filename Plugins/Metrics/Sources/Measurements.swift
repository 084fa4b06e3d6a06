import Glibc

/// What two samples say about the time between them. What they do not say is nil.
struct Measurements: Sendable {
  /// Percent of the processors that this process may use: of the control group's limit if there is one.
  var cpuUsage: Double?
  /// Percent of the memory that this process may use.
  var memoryUsage: Double?
  /// Percent of one processor.
  var processCPUUsage: Double?
  /// Bytes per second.
  var received: Double?
  var sent: Double?
  let sample: HostSample

  /// `USER_HZ`, the unit of times in /proc.
  private static let ticksPerSecond = Double(max(sysconf(Int32(_SC_CLK_TCK)), 1))

  init(from start: HostSample, to end: HostSample) {
    sample = end
    let seconds = Self.difference(start.uptime, end.uptime)
    let hostCPU = Self.both(start.cpu, end.cpu).flatMap(CPUTimes.usage)
    cpuUsage = Self.groupCPU(from: start.cgroup, to: end.cgroup, seconds: seconds) ?? hostCPU
    memoryUsage = Self.groupMemory(end) ?? end.memory?.usage
    processCPUUsage = Self.rate(start.process.cpuTicks, end.process.cpuTicks, seconds).map {
      100 * $0 / Self.ticksPerSecond
    }
    received = Self.rate(start.network?.received, end.network?.received, seconds)
    sent = Self.rate(start.network?.sent, end.network?.sent, seconds)
  }

  /// Of what the alerts watch.
  subscript(metric: Metric) -> Double? {
    switch metric {
    case .cpuUsage: cpuUsage
    case .memoryUsage: memoryUsage
    case .diskUsage: sample.disks.map(\.space.usage).max()
    case .load1: sample.load?.one
    case .load5: sample.load?.five
    case .load15: sample.load?.fifteen
    case .processCPUUsage: processCPUUsage
    case .processMemory: sample.process.memory.map { Double($0) }
    case .openFilesUsage: openFilesUsage
    }
  }

  private var openFilesUsage: Double? {
    guard let open = sample.process.openFiles, let limit = sample.process.openFilesLimit else { return nil }
    return percentage(UInt64(open), of: limit)
  }
}

// MARK: - Differences

extension Measurements {
  private static func both<Value>(_ start: Value?, _ end: Value?) -> (Value, Value)? {
    guard let start, let end else { return nil }
    return (start, end)
  }

  /// Nil when no time has passed.
  private static func difference(_ start: Double?, _ end: Double?) -> Double? {
    both(start, end).flatMap { $1 > $0 ? $1 - $0 : nil }
  }

  /// Per second; nil when the counter went back, as after an interface was removed.
  private static func rate(_ start: UInt64?, _ end: UInt64?, _ seconds: Double?) -> Double? {
    guard let start, let end, let seconds, end >= start else { return nil }
    return Double(end - start) / seconds
  }

  /// Nil also when the limit is another one than before: the two counters belong to different groups then.
  private static func groupCPU(from start: CgroupUsage, to end: CgroupUsage, seconds: Double?) -> Double? {
    guard let limit = end.cpuLimit, start.cpuLimit == limit,
      let microseconds = rate(start.cpuTime, end.cpuTime, seconds)
    else { return nil }
    return min(100 * microseconds / 1_000_000 / limit, 100)
  }

  /// Nil when the group may use as much as the host has.
  private static func groupMemory(_ sample: HostSample) -> Double? {
    guard let limit = sample.cgroup.memoryLimit, let used = sample.cgroup.memoryUsed,
      limit < sample.memory?.total ?? .max
    else { return nil }
    return percentage(used, of: limit).map { min($0, 100) }
  }
}
