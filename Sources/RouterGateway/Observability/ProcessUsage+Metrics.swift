extension ProcessUsage {
  /// The standard families, so that ready-made dashboards show them. What is not known is left out.
  func write(to page: inout MetricsText) {
    if let seconds = cpuSeconds {
      page.family("process_cpu_seconds_total", .counter, "Total user and system CPU time spent in seconds.")
      page.sample(seconds)
    }
    if let bytes = residentBytes {
      page.family("process_resident_memory_bytes", .gauge, "Resident memory size in bytes.")
      page.sample(bytes)
    }
    if let count = openFiles {
      page.family("process_open_fds", .gauge, "Number of open file descriptors.")
      page.sample(count)
    }
    if let count = maxFiles {
      page.family("process_max_fds", .gauge, "Maximum number of open file descriptors.")
      page.sample(count)
    }
    if let seconds = startSeconds {
      page.family("process_start_time_seconds", .gauge, "Start time of the process since unix epoch in seconds.")
      page.sample(seconds)
    }
  }
}
