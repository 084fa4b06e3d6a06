#if canImport(Glibc)
  import Glibc
#endif

/// File descriptors of the process: each connection is one, and so are files, event loops and listeners.
package struct DescriptorUse: Sendable, Equatable {
  /// Open at most (RLIMIT_NOFILE).
  package let limit: Int
  /// Open now.
  package let open: Int

  package init(limit: Int, open: Int) {
    self.limit = limit
    self.open = open
  }

  /// The process as it is.
  package static func measured() -> DescriptorUse {
    DescriptorUse(limit: Int(clamping: limits().rlim_cur), open: countOpen())
  }

  /// Lifts the soft limit to the hard one. Children would inherit it; there are none.
  /// - Returns: the soft limit before and after.
  package static func raiseLimit() -> (before: Int, after: Int) {
    let before = limits()
    var wanted = before
    wanted.rlim_cur = before.rlim_max
    if setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &wanted) != 0 { wanted = before }
    return (Int(clamping: before.rlim_cur), Int(clamping: wanted.rlim_cur))
  }

  private static func limits() -> rlimit {
    var limits = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limits) == 0 else {
      return rlimit(rlim_cur: 1024, rlim_max: 1024)
    }
    return limits
  }

  private static func countOpen() -> Int {
    guard let folder = opendir("/proc/self/fd") else { return 0 }
    defer { closedir(folder) }
    var count = 0
    while readdir(folder) != nil { count += 1 }
    // Without ".", ".." and the folder itself.
    return max(0, count - 3)
  }
}

extension DescriptorUse {
  /// Kept free for what is opened later: sinks that rotate, sources that read, certificates that are read again. When
  /// nothing is left even libdispatch, which runs Swift's tasks, ends the process: it opens files below /proc to watch its
  /// threads. One in twenty, since a larger router has more of it, but it does not grow without end.
  private var reserve: Int { min(64, max(16, limit / 20)) }

  /// Operators get in when clients have taken all of theirs: a scraper, a probe and a person.
  package static let forOperators = 8

  /// Connections that may be open at a time, not counting the operators' share.
  package var forConnections: Int { max(1, limit - open - reserve - Self.forOperators) }
}
