import TestSupport
import Testing

@testable import MetricsPlugin

@Suite struct ParserTests {
  @Test func `Processor times are counted without guest times`() throws {
    let times = try #require(CPUTimes(stat: Texts.stat))
    #expect(times == CPUTimes(busy: 158_731, total: 751_530, count: 2))
    #expect(CPUTimes(stat: "cpu 10 0 10 80\ncpu0 10 0 10 80\n") == CPUTimes(busy: 20, total: 100, count: 1))
  }

  @Test(arguments: [
    (CPUTimes(busy: 10, total: 100, count: 1), CPUTimes(busy: 35, total: 150, count: 1), 50.0),
    (CPUTimes(busy: 10, total: 100, count: 1), CPUTimes(busy: 10, total: 100, count: 1), nil),
    (CPUTimes(busy: 10, total: 100, count: 1), CPUTimes(busy: 5, total: 200, count: 1), nil),
    (CPUTimes(busy: 10, total: 100, count: 1), CPUTimes(busy: 5, total: 50, count: 1), nil),
  ])
  func `Usage is the busy share of the time between`(start: CPUTimes, end: CPUTimes, usage: Double?) {
    #expect(CPUTimes.usage(from: start, to: end) == usage)
  }

  @Test func `Memory is what new work can get, on old kernels estimated`() throws {
    let memory = try #require(MemoryInfo(meminfo: Texts.meminfo))
    #expect(memory.total == 24_684_092 * 1024)
    #expect(memory.usage.rounded(decimals: 2) == 2.47)
    #expect(MemoryInfo(meminfo: Texts.oldMeminfo)?.usage == 60)
  }

  @Test func `Network totals leave the loopback out and read names without a space behind the colon`() {
    let totals = NetworkTotals(dev: Texts.netDev)
    #expect(totals?.received == 1_289_562)
    #expect(totals?.sent == 11_960)
  }

  @Test func `A process name may contain spaces and brackets`() {
    #expect(ProcessUsage.cpuTicks(stat: Texts.processStat) == 300)
  }

  @Test func `The soft limit of open files counts`() {
    #expect(ProcessUsage.openFilesLimit(limits: Texts.limits) == 1024)
    #expect(
      ProcessUsage.openFilesLimit(limits: "Max open files            unlimited            unlimited  files\n") == nil)
  }

  @Test(arguments: [
    (
      "version 2", Texts.version2,
      CgroupUsage(cpuLimit: 0.5, cpuTime: 1_000_000, memoryLimit: 1 << 20, memoryUsed: 524_288)
    ),
    (
      "version 1", Texts.version1,
      CgroupUsage(cpuLimit: 1.5, cpuTime: 3_000_000, memoryLimit: 2 << 20, memoryUsed: 524_288)
    ),
    ("nested", Texts.nested, CgroupUsage(cpuLimit: 2, cpuTime: 5_000_000, memoryLimit: 4 << 20, memoryUsed: 1 << 20)),
    ("unlimited", Texts.unlimited, CgroupUsage()),
    ("none", Texts.host, CgroupUsage()),
  ])
  func `The tightest limit of the control groups counts`(name: String, files: [String: String], usage: CgroupUsage) {
    #expect(CgroupReader(files: FakeHost(files)).read() == usage)
  }

  @Test(arguments: [
    ("0::/a/b\n", "1 2 0:1 / /cg rw - cgroup2 cgroup2 rw\n", ["/cg/a/b", "/cg/a", "/cg"]),
    ("0::/../x\n", "1 2 0:1 / /cg rw - cgroup2 cgroup2 rw\n", ["/cg"]),
    ("0::/a/b\n", "1 2 0:1 /a /cg rw shared:1 master:2 - cgroup2 cgroup2 rw\n", ["/cg/b", "/cg"]),
    ("0::/other\n", "1 2 0:1 /a /cg rw - cgroup2 cgroup2 rw\n", ["/cg"]),
    ("5:cpu:/a\n", "1 2 0:1 / /cg rw - cgroup2 cgroup2 rw\n", []),
    ("nonsense", "1 2 - cgroup2", []),
  ])
  func `The folders of a group lead to the mount point`(membership: String, mounts: String, folders: [String]) {
    #expect(CgroupFolder.chain(.v2, membership: membership, mounts: mounts) == folders)
  }

  @Test(arguments: 0..<300 as Range<UInt64>)
  func `Garbage costs a value, never the process`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let files = Texts.version1.mapValues { text in
      var bytes = Array(text.utf8)
      for _ in 0..<Int.random(in: 1...6, using: &random) where !bytes.isEmpty {
        let index = bytes.indices.randomElement(using: &random) ?? 0
        switch Int.random(in: 0..<4, using: &random) {
        case 0: bytes[index] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes.removeSubrange(index...)
        case 2: bytes.insert(contentsOf: "18446744073709551615 ".utf8, at: index)
        default: bytes.insert(UInt8(ascii: "\n"), at: index)
        }
      }
      return String(decoding: bytes, as: UTF8.self)
    }
    let host = FakeHost(files)
    let sampler = HostSampler(files: host, disks: ["/"])
    let measurements = Measurements(
      from: HostSampler(files: FakeHost(Texts.version1), disks: []).sample(), to: sampler.sample())
    for metric in [Metric.cpuUsage, .memoryUsage] {
      #expect(measurements[metric].map { (0...100).contains($0) } ?? true)
    }
  }
}
