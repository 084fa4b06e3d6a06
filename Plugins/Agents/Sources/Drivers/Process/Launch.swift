import Subprocess

/// How an agent's process and its guard are begun.
///
/// Nothing of the router's runs in the child between fork and exec, as that would be unsafe in a program with threads. A shell
/// does what has to be done there: it waits until the guard knows of the process, sets limits (prlimit(1), nice(1)) and gives its
/// place to the program. Both scripts need nothing but POSIX sh.
struct Launch: Sendable {
  /// Found in the environment of the process and of all that descend from it.
  static let mark = "JUNCTOR_AGENT_RUN"

  private static let shell = Executable.path("/bin/sh")
  private static let standardPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

  /// A line on standard input lets it go on; if the router ends before, it ends, too.
  private static let launcher = "IFS= read -r word || exit 125; exec \"$@\""

  /// Ends what is left of an agent when its standard input ends: because the agent has ended, or because the router was killed.
  /// First its group, then everything that has its mark, and so has left the group. Looks again as long as it finds something,
  /// since a process that forks may be quicker; but not for ever.
  private static let guardian = """
    IFS=' ' read -r group mark || exit 0
    IFS= read -r word
    for round in 1 2 3 4 5 6 7 8 9 10; do
      kill -KILL "-$group" 2>/dev/null
      left=
      for file in $(grep -szlxF "$mark" /proc/[0-9]*/environ 2>/dev/null); do
        left=${file#/proc/}
        kill -KILL "${left%/environ}" 2>/dev/null
      done
      [ -z "$left" ] && exit 0
    done
    """

  let agent: String
  let config: ProcessConfig
  /// Unique among all runs of all routers of the machine.
  let run: String
  /// The router's own variables.
  let inherited: [String: String]

  var guardLine: String { "\(Self.mark)=\(run)" }

  var program: Configuration {
    var command = [config.command] + config.arguments
    if config.limits.nice > 0 { command = ["nice", "-n", "\(config.limits.nice)"] + command }
    if !config.limits.options.isEmpty { command = ["prlimit"] + config.limits.options + ["--"] + command }
    return Self.script(
      Self.launcher, command, environment: variables, directory: config.directory)
  }

  static var guardConfiguration: Configuration {
    script(guardian, [], environment: ["PATH": standardPath], directory: "/")
  }

  /// What the process gets: of the router's own variables only those that were named.
  var variables: [String: String] {
    var variables = ["PATH": Self.standardPath]
    for name in config.inherit { variables[name] = inherited[name] ?? variables[name] }
    for (name, value) in config.environment { variables[name] = value.reveal() }
    variables["JUNCTOR_AGENT_ID"] = agent
    variables[Self.mark] = run
    return variables
  }

  private static func script(
    _ text: String, _ arguments: [String], environment: [String: String], directory: String?
  ) -> Configuration {
    var options = PlatformOptions()
    // A session, and so a group, of its own: signals reach all of it, and those of the router's terminal do not.
    options.createSession = true
    var configuration = Configuration(
      executable: shell, arguments: Arguments(["-c", text, "agent"] + arguments),
      environment: .custom(environment.map { Array("\($0.key)=\($0.value)".utf8) + [0] }), platformOptions: options)
    if let directory { configuration.workingDirectory = .some(.init(directory)) }
    return configuration
  }
}
