/// Reads a sample.
struct HostSampler: Sendable {
  let files: any HostFiles
  let disks: [String]

  func sample() -> HostSample {
    var sample = HostSample()
    sample.uptime = files.text(of: "/proc/uptime")?.fields.first.flatMap { Double($0) }
    sample.cpu = files.text(of: "/proc/stat").flatMap(CPUTimes.init(stat:))
    sample.memory = files.text(of: "/proc/meminfo").flatMap(MemoryInfo.init(meminfo:))
    sample.load = files.text(of: "/proc/loadavg").flatMap(LoadAverage.init(loadavg:))
    sample.network = files.text(of: "/proc/net/dev").flatMap(NetworkTotals.init(dev:))
    sample.process = process()
    sample.cgroup = CgroupReader(files: files).read()
    sample.disks = disks.compactMap { mountPoint in files.space(at: mountPoint).map { (mountPoint, $0) } }
    return sample
  }

  private func process() -> ProcessUsage {
    let status = files.text(of: "/proc/self/status")
    return ProcessUsage(
      cpuTicks: files.text(of: "/proc/self/stat").flatMap(ProcessUsage.cpuTicks(stat:)),
      memory: status?.number(labelled: "VmRSS").map { $0 &* 1024 },
      threads: status?.number(labelled: "Threads"),
      openFiles: files.entryCount(of: "/proc/self/fd"),
      openFilesLimit: files.text(of: "/proc/self/limits").flatMap(ProcessUsage.openFilesLimit(limits:)))
  }
}
