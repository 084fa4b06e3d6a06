/// What this process takes (`/proc/self`).
struct ProcessUsage: Sendable, Equatable {
  /// Clock ticks of user and system time since its start.
  var cpuTicks: UInt64?
  /// Bytes that are in memory.
  var memory: UInt64?
  var threads: UInt64?
  var openFiles: Int?
  var openFilesLimit: UInt64?

  /// Fields 14 and 15 of `/proc/self/stat` (proc_pid_stat(5)). The name before them may contain spaces and brackets.
  static func cpuTicks(stat text: String) -> UInt64? {
    guard let end = text.lastIndex(of: ")") else { return nil }
    let fields = text[text.index(after: end)...].fields
    guard fields.count > 12, let user = UInt64(fields[11]), let system = UInt64(fields[12]) else { return nil }
    return user &+ system
  }

  /// The soft limit; nil when there is none.
  static func openFilesLimit(limits text: String) -> UInt64? {
    let label = "Max open files"
    return text.lines.first { $0.hasPrefix(label) }?.dropFirst(label.count).fields.first.flatMap { UInt64($0) }
  }
}
