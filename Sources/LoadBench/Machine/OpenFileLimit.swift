#if canImport(Glibc)
  import Glibc
#endif

/// The number of files and sockets that this process may have open.
enum OpenFileLimit {
  /// What a bench opens besides its clients: event loops, publisher, admin page, standard streams.
  static let reserve = 100

  /// Raises the soft limit to the hard one.
  static func raise(for clients: Int) throws(BenchFailure) {
    var limit = rlimit()
    let kind = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    guard getrlimit(kind, &limit) == 0 else { return }
    limit.rlim_cur = limit.rlim_max
    _ = setrlimit(kind, &limit)
    let allowed = Int(clamping: limit.rlim_max)
    guard clients <= allowed - reserve else { throw .tooManyClients(needed: clients + reserve, allowed: allowed) }
  }
}
