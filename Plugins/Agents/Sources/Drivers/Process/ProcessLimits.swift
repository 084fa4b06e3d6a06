import ConfigSchema

/// `limits:` of an agent that is a process. The kernel enforces them (setrlimit(2)); children inherit them, each for itself.
struct ProcessLimits: ConfigObject {
  var memory: ByteSize?
  var cpu: Duration?
  var openFiles: Int?
  var processes: Int?
  var nice = 0

  static let summary = "What the process may use; what is left out is not limited."
  static var fields: [Field<Self>] {
    [
      Field(
        "memory", \.memory, .ifGiven(.atLeast(.mebibytes(1))),
        "addresses that it may use; more than what is in memory, since programs reserve generously"),
      Field(
        "cpu", \.cpu, .ifGiven(.atLeast(.seconds(1))),
        "processor time that one process may use in its life; then it is killed"),
      Field(
        "open_files", \.openFiles, .ifGiven(.range(8...1_048_576)), "files and connections that are open at a time"),
      Field(
        "processes", \.processes, .ifGiven(.range(1...1_048_576)),
        "processes and threads of the user that the router runs as, all together; root is not limited"),
      Field("nice", \.nice, .range(0...19), "how far it steps back for others when processors are scarce"),
    ]
  }

  /// For prlimit(1). A soft limit of processor time gives SIGXCPU, which can be told from a kill by somebody.
  var options: [String] {
    var options: [String] = []
    if let memory { options.append("--as=\(memory.bytes)") }
    if let cpu { options.append("--cpu=\(cpu.components.seconds):\(cpu.components.seconds + 5)") }
    if let openFiles { options.append("--nofile=\(openFiles)") }
    if let processes { options.append("--nproc=\(processes)") }
    return options
  }
}
