/// The limits that a container or service manager sets for this process, and what is used of them.
struct CgroupUsage: Sendable, Equatable {
  /// Processors' worth of time; nil without a limit.
  var cpuLimit: Double?
  /// Microseconds of processor time of the group with that limit.
  var cpuTime: UInt64?
  /// Bytes; nil without a limit.
  var memoryLimit: UInt64?
  /// Bytes of the group with that limit, without file pages that can be dropped at once.
  var memoryUsed: UInt64?
}
