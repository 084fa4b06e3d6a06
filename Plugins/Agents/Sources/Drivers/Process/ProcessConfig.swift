import ConfigSchema

/// An agent that is a process of this machine, supervised by the router.
struct ProcessConfig: ConfigObject {
  enum Ready: String, ConfigChoice {
    /// When its program runs, and has not ended within `settle`.
    case spawned
    /// When it has answered the order `start`.
    case answer
  }

  var command = ""
  var arguments: [String] = []
  var environment: [String: Secret] = [:]
  var inherit = ["PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR"]
  var directory: String?
  var ready = Ready.spawned
  var settle: Duration = .milliseconds(250)
  var startTimeout: Duration = .seconds(15)
  var answerTimeout: Duration = .seconds(15)
  var restart = RestartConfig()
  var stop = StopConfig()
  var limits = ProcessLimits()
  var maxLine = ByteSize.kibibytes(256)

  static let summary = """
    A process that writes events, one JSON object per line, to its standard output and reads orders, one per line, from its \
    standard input. What it writes to its standard error goes to the router's log.
    """
  static var fields: [Field<Self>] {
    [
      Field(
        "command", \.command, Self.text, required: true,
        "the program: a path, or a name that is looked for in PATH; no shell reads it"),
      Field("arguments", \.arguments, Check("without NUL") { !$0.contains { $0.utf8.contains(0) } }, "its arguments"),
      Field("environment", \.environment, Self.variables, "variables that it gets; their values are never shown"),
      Field("inherit", \.inherit, Self.names, "variables of the router's own that it gets, if they are set; no others"),
      Field("directory", \.directory, .ifGiven(Self.text), "where it runs; the router's folder if left out"),
      Field("ready", \.ready, "when it counts as started"),
      Field("settle", \.settle, .range(.zero ... .seconds(60)), "with `ready: spawned`: how long it is watched first"),
      Field(
        "start_timeout", \.startTimeout, .atLeast(.milliseconds(1)), "with `ready: answer`: how long that may take"),
      Field("answer_timeout", \.answerTimeout, .atLeast(.milliseconds(1)), "how long the answer to an order may take"),
      Field("restart", \.restart, "what happens when it ends by itself"),
      Field("stop", \.stop, "how it is ended"),
      Field("limits", \.limits, "what it may use"),
      Field(
        "max_line", \.maxLine, .range(.kibibytes(1) ... .mebibytes(16)),
        "bytes of a line; a longer one is left out. Events have at most 64KiB, answers to orders may have more"),
    ]
  }

  private static var text: Check<String> {
    Check("non-empty, without NUL", bounds: CheckBounds(minLength: 1)) { !$0.isEmpty && !$0.utf8.contains(0) }
  }

  private static var names: Check<[String]> {
    Check("a list of names of environment variables") { $0.allSatisfy(Self.isVariable) }
  }

  private static var variables: Check<[String: Secret]> {
    Check("a mapping of names of environment variables to values without NUL") { variables in
      variables.allSatisfy { isVariable($0.key) && !$0.value.reveal().utf8.contains(0) }
    }
  }

  private static func isVariable(_ name: String) -> Bool {
    !name.isEmpty && !name.utf8.contains { $0 == 0 || $0 == UInt8(ascii: "=") }
  }
}
