/// Reads limits and usage of the process's control groups, version 2 or 1. The tightest limit on the way to the root
/// counts.
struct CgroupReader: Sendable {
  let files: any HostFiles

  func read() -> CgroupUsage {
    guard let membership = files.text(of: "/proc/self/cgroup"), let mounts = files.text(of: "/proc/self/mountinfo")
    else {
      return CgroupUsage()
    }
    func chain(_ version: CgroupFolder.Version) -> [String] {
      CgroupFolder.chain(version, membership: membership, mounts: mounts)
    }
    var usage = CgroupUsage()
    readCPU(v1: chain(.v1(controller: "cpu")), accounting: chain(.v1(controller: "cpuacct")), v2: chain(.v2), &usage)
    readMemory(v1: chain(.v1(controller: "memory")), v2: chain(.v2), &usage)
    return usage
  }

  // MARK: Processors

  private func readCPU(v1: [String], accounting: [String], v2: [String], _ usage: inout CgroupUsage) {
    if let tightest = tightest(v1, { quota(v1: $0) }) {
      usage.cpuLimit = tightest.limit
      // Where accounting is mounted apart, its folders have the same order.
      let index = v1.firstIndex(of: tightest.folder) ?? 0
      usage.cpuTime = index < accounting.count ? number("\(accounting[index])/cpuacct.usage").map { $0 / 1000 } : nil
    } else if let tightest = tightest(v2, { quota(v2: $0) }) {
      usage.cpuLimit = tightest.limit
      usage.cpuTime = files.text(of: "\(tightest.folder)/cpu.stat")?.number(labelled: "usage_usec")
    }
  }

  private func quota(v1 folder: String) -> Double? {
    guard let quota = number("\(folder)/cpu.cfs_quota_us"), let period = number("\(folder)/cpu.cfs_period_us") else {
      return nil
    }
    return Self.processors(quota: quota, period: period)
  }

  /// `cpu.max` is `max 100000` or `50000 100000`.
  private func quota(v2 folder: String) -> Double? {
    guard let fields = files.text(of: "\(folder)/cpu.max")?.lines.first?.fields, fields.count == 2,
      let quota = UInt64(fields[0]), let period = UInt64(fields[1])
    else { return nil }
    return Self.processors(quota: quota, period: period)
  }

  private static func processors(quota: UInt64, period: UInt64) -> Double? {
    quota > 0 && period > 0 ? Double(quota) / Double(period) : nil
  }

  // MARK: Memory

  /// What version 1 shows when there is no limit: the largest number of whole pages, or nearly.
  private static let unlimited: UInt64 = 1 << 60

  private func readMemory(v1: [String], v2: [String], _ usage: inout CgroupUsage) {
    if let tightest = tightest(v1, { limit("\($0)/memory.limit_in_bytes") }) {
      usage.memoryLimit = tightest.limit
      usage.memoryUsed = used(
        "\(tightest.folder)/memory.usage_in_bytes", "\(tightest.folder)/memory.stat", cache: "total_inactive_file")
    } else if let tightest = tightest(v2, { limit("\($0)/memory.max") }) {
      usage.memoryLimit = tightest.limit
      usage.memoryUsed = used(
        "\(tightest.folder)/memory.current", "\(tightest.folder)/memory.stat", cache: "inactive_file")
    }
  }

  private func limit(_ path: String) -> UInt64? {
    number(path).flatMap { (1..<Self.unlimited).contains($0) ? $0 : nil }
  }

  private func used(_ path: String, _ stat: String, cache label: String) -> UInt64? {
    guard let used = number(path) else { return nil }
    let cache = files.text(of: stat)?.number(labelled: label) ?? 0
    return used > cache ? used - cache : 0
  }

  // MARK: Both

  private func tightest<Limit: Comparable>(
    _ folders: [String], _ limit: (String) -> Limit?
  ) -> (folder: String, limit: Limit)? {
    folders.compactMap { folder in limit(folder).map { (folder, $0) } }.min { $0.limit < $1.limit }
  }

  /// Nil also for `max` and `-1`.
  private func number(_ path: String) -> UInt64? {
    files.text(of: path)?.fields.first.flatMap { UInt64($0) }
  }
}
