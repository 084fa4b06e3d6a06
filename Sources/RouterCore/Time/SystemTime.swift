#if canImport(Glibc)
  import Glibc
#endif

/// The machine's clock.
package struct SystemTime: TimeSource {
  package init() {}

  package func now() -> Timestamp {
    var spec = timespec()
    clock_gettime(CLOCK_REALTIME, &spec)
    return Timestamp(microseconds: Int64(spec.tv_sec) * 1_000_000 + Int64(spec.tv_nsec) / 1000)
  }

  package func sleep(until moment: Timestamp) async throws {
    // A wall clock that is set back must not prolong a sleep: the rest is slept on the monotonic clock.
    let rest = moment - now()
    if rest > .zero { try await Task.sleep(for: rest, clock: .continuous) }
  }
}
