/// What the server says of itself on its metrics page.
struct ServerFigures: Sendable, Equatable {
  /// CPU time since its start.
  let cpuSeconds: Double
  let residentBytes: Double
  let openFiles: Int?
  let maxFiles: Int?
  /// Unix time; another one means another process.
  let startSeconds: Double?

  /// From a page in Prometheus' text format; nil when it lacks CPU time or memory.
  init?(page: String) {
    var values: [Substring: Double] = [:]
    for line in page.split(separator: "\n") where line.hasPrefix("process_") {
      let fields = line.split(separator: " ")
      if fields.count >= 2 { values[fields[0]] = Double(fields[1]) }
    }
    guard let cpu = values["process_cpu_seconds_total"], let memory = values["process_resident_memory_bytes"] else {
      return nil
    }
    (cpuSeconds, residentBytes) = (cpu, memory)
    openFiles = values["process_open_fds"].flatMap { Int(exactly: $0.rounded()) }
    maxFiles = values["process_max_fds"].flatMap { Int(exactly: $0.rounded()) }
    startSeconds = values["process_start_time_seconds"]
  }
}
