import ConfigSchema

/// What an alert can watch.
package enum Metric: String, ConfigChoice {
  case cpuUsage = "cpu_usage"
  case memoryUsage = "memory_usage"
  /// Of the fullest of the configured disks.
  case diskUsage = "disk_usage"
  case load1 = "load_1m"
  case load5 = "load_5m"
  case load15 = "load_15m"
  case processCPUUsage = "process_cpu_usage"
  case processMemory = "process_memory"
  case openFilesUsage = "open_files_usage"

  /// For messages.
  var title: String {
    switch self {
    case .cpuUsage: "CPU usage"
    case .memoryUsage: "Memory usage"
    case .diskUsage: "Disk usage"
    case .load1: "Load of the last minute"
    case .load5: "Load of the last 5 minutes"
    case .load15: "Load of the last 15 minutes"
    case .processCPUUsage: "CPU usage of the process"
    case .processMemory: "Memory of the process"
    case .openFilesUsage: "Open files of the process"
    }
  }

  var unit: String {
    switch self {
    case .cpuUsage, .memoryUsage, .diskUsage, .processCPUUsage, .openFilesUsage: "%"
    case .processMemory: " bytes"
    case .load1, .load5, .load15: ""
    }
  }

  /// The component that an alert is about.
  var component: String {
    switch self {
    case .cpuUsage, .memoryUsage, .diskUsage, .load1, .load5, .load15: "host"
    case .processCPUUsage, .processMemory, .openFilesUsage: "router"
    }
  }
}
