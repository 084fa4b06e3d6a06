/// Everything that was read at one moment. What could not be read is nil.
struct HostSample: Sendable {
  /// Seconds since boot: a clock that nobody sets.
  var uptime: Double?
  var cpu: CPUTimes?
  var memory: MemoryInfo?
  var load: LoadAverage?
  var network: NetworkTotals?
  var process = ProcessUsage()
  var cgroup = CgroupUsage()
  /// By mount point, in the order of the config.
  var disks: [(mountPoint: String, space: DiskSpace)] = []
}
