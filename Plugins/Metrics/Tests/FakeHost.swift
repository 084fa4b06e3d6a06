import Synchronization

@testable import MetricsPlugin

/// A machine made of texts.
final class FakeHost: HostFiles {
  private let files: Mutex<[String: String]>
  private let disks: [String: DiskSpace]

  init(_ files: [String: String], disks: [String: DiskSpace] = [:]) {
    self.files = Mutex(files)
    self.disks = disks
  }

  func text(of path: String) -> String? { files.withLock { $0[path] } }
  func entryCount(of folder: String) -> Int? { text(of: folder).flatMap { Int($0) } }
  func space(at mountPoint: String) -> DiskSpace? { disks[mountPoint] }

  func set(_ path: String, _ text: String?) { files.withLock { $0[path] = text } }
}

/// Texts as kernels and containers show them.
enum Texts {
  static let stat = """
    cpu  114727 24618 19104 591764 1035 0 180 102 0 0
    cpu0 52383 11828 8962 302178 129 0 29 48 0 0
    cpu1 62344 12789 10141 289586 905 0 150 53 0 0
    intr 837593 0 0
    ctxt 1166554

    """
  static let meminfo = """
    MemTotal:       24684092 kB
    MemFree:        22396804 kB
    MemAvailable:   24075292 kB
    Buffers:           23524 kB
    Cached:          1809860 kB

    """
  /// Linux 2.6.32: no MemAvailable.
  static let oldMeminfo = "MemTotal:  1000 kB\nMemFree:  100 kB\nBuffers: 50 kB\nCached: 250 kB\n"
  static let netDev = """
    Inter-|   Receive                                                |  Transmit
     face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
        lo:   10591     119    0    0    0     0          0         0    10591     119    0    0    0     0       0          0
      eth0: 1289555      98    0    0    0     0          0         0    11951     116    0    0    0     0       0          0
    wlp0s20f3:7 0 0 0 0 0 0 0 9 0 0 0 0 0 0 0

    """
  static let processStat =
    "4242 (a (b) c) S 1 4981 11336 0 -1 4194304 100 0 0 0 250 50 0 0 20 0 1 0 376512 3133440 388 18446744073709551615\n"
  static let processStatus = "Name:\tjunctor\nFDSize:\t64\nVmPeak:\t  9000 kB\nVmRSS:\t    2048 kB\nThreads:\t6\n"
  static let limits = """
    Limit                     Soft Limit           Hard Limit           Units
    Max open files            1024                 1048576              files

    """

  static let host: [String: String] = [
    "/proc/uptime": "100.00 190.00\n", "/proc/stat": stat, "/proc/meminfo": meminfo,
    "/proc/loadavg": "1.53 2.50 1.65 3/108 4997\n", "/proc/net/dev": netDev, "/proc/self/stat": processStat,
    "/proc/self/status": processStatus, "/proc/self/limits": limits, "/proc/self/fd": "48",
  ]

  /// Docker or Kubernetes with a cgroup namespace on version 2.
  static let version2 = host.merging([
    "/proc/self/cgroup": "0::/\n",
    "/proc/self/mountinfo":
      "31 23 0:26 / /sys/fs/cgroup ro,nosuid,nodev,noexec,relatime - cgroup2 cgroup rw,nsdelegate\n",
    "/sys/fs/cgroup/cpu.max": "50000 100000\n",
    "/sys/fs/cgroup/cpu.stat": "usage_usec 1000000\nuser_usec 900000\n",
    "/sys/fs/cgroup/memory.max": "1048576\n",
    "/sys/fs/cgroup/memory.current": "786432\n",
    "/sys/fs/cgroup/memory.stat": "anon 1000\ninactive_file 262144\n",
  ]) { $1 }

  /// Docker on version 1 without a namespace: paths count from the host's root.
  static let version1 = host.merging([
    "/proc/self/cgroup": "12:memory:/docker/abc\n3:cpu,cpuacct:/docker/abc\n1:name=systemd:/docker/abc\n",
    "/proc/self/mountinfo": """
    40 30 0:33 /docker/abc /sys/fs/cgroup/cpu,cpuacct ro master:11 - cgroup cgroup rw,cpu,cpuacct
    41 30 0:34 /docker/abc /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory

    """,
    "/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us": "150000\n",
    "/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us": "100000\n",
    "/sys/fs/cgroup/cpu,cpuacct/cpuacct.usage": "3000000000\n",
    "/sys/fs/cgroup/memory/memory.limit_in_bytes": "2097152\n",
    "/sys/fs/cgroup/memory/memory.usage_in_bytes": "1048576\n",
    "/sys/fs/cgroup/memory/memory.stat": "cache 5\ninactive_file 1\ntotal_inactive_file 524288\n",
  ]) { $1 }

  /// systemd on version 2: the limit is set on a group further out.
  static let nested = host.merging([
    "/proc/self/cgroup": "0::/system.slice/junctor.service\n",
    "/proc/self/mountinfo": "31 23 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n",
    "/sys/fs/cgroup/system.slice/junctor.service/cpu.max": "max 100000\n",
    "/sys/fs/cgroup/system.slice/junctor.service/memory.max": "max\n",
    "/sys/fs/cgroup/system.slice/cpu.max": "200000 100000\n",
    "/sys/fs/cgroup/system.slice/cpu.stat": "usage_usec 5000000\n",
    "/sys/fs/cgroup/system.slice/memory.max": "4194304\n",
    "/sys/fs/cgroup/system.slice/memory.current": "1048576\n",
  ]) { $1 }

  /// Limits as version 1 shows them when there are none.
  static let unlimited = version1.merging([
    "/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us": "-1\n",
    "/sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n",
  ]) { $1 }
}
