import FoundationEssentials

#if canImport(Glibc)
  import Glibc
#endif

/// What this process uses, under the names that every Prometheus client library exports. What cannot be read is nil.
struct ProcessUsage {
  /// CPU time of all threads so far, user and system.
  let cpuSeconds: Double?
  let residentBytes: UInt64?
  let openFiles: UInt64?
  /// The soft limit; nil when there is none.
  let maxFiles: UInt64?
  /// Unix time.
  let startSeconds: Double?

  static func now() -> ProcessUsage {
    ProcessUsage(
      cpuSeconds: cpuTime(), residentBytes: residentMemory(), openFiles: fileCount(), maxFiles: fileLimit(),
      startSeconds: startTime())
  }

  /// By the clock, which counts nanoseconds; `/proc/self/stat` counts ticks of 10 ms.
  private static func cpuTime() -> Double? {
    var time = timespec()
    guard clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time) == 0 else { return nil }
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  /// proc_pid_statm(5): the second field, in pages.
  private static func residentMemory() -> UInt64? {
    let fields = text("/proc/self/statm")?.split(separator: " ") ?? []
    return fields.count > 1 ? UInt64(fields[1]).map { $0 * UInt64(sysconf(Int32(_SC_PAGESIZE))) } : nil
  }

  /// Linux 6.2 and later say the count as the folder's size; before that it has to be listed.
  private static func fileCount() -> UInt64? {
    let attributes = try? FileManager.default.attributesOfItem(atPath: "/proc/self/fd")
    let size = (attributes?[.size] as? any BinaryInteger).map { UInt64($0) } ?? 0
    guard size == 0 else { return size }
    return (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")).map { UInt64($0.count) }
  }

  private static func fileLimit() -> UInt64? {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0, limit.rlim_cur != rlim_t.max else {
      return nil
    }
    return UInt64(limit.rlim_cur)
  }

  /// proc_pid_stat(5): field 22 in ticks since the boot, whose time `/proc/stat` has. The second field may hold spaces.
  private static func startTime() -> Double? {
    guard let status = text("/proc/self/stat"), let end = status.lastIndex(of: ")"),
      let boot = text("/proc/stat")?.split(separator: "\n").first(where: { $0.hasPrefix("btime ") })
    else { return nil }
    let fields = status[end...].split(separator: " ")
    guard fields.count > 20, let ticks = Double(fields[20]), let bootTime = Double(boot.dropFirst(6)) else {
      return nil
    }
    return bootTime + ticks / Double(sysconf(Int32(_SC_CLK_TCK)))
  }

  private static func text(_ path: String) -> String? {
    // Not String(contentsOfFile:): files in /proc have no size.
    FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
  }
}
