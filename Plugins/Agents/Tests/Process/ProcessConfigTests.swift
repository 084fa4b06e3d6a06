import ConfigSchema
import RouterCore
import Subprocess
import TestSupport
import Testing

@testable import AgentsPlugin

@Suite struct ProcessConfigTests {
  @Test(arguments: [
    ("{}", "1:1 error: missing key 'command'"),
    ("command: ''", "1:10 error: 'command' must be non-empty, without NUL"),
    ("{ command: a, directory: '' }", "1:26 error: 'directory' must be non-empty, without NUL"),
    (
      "{ command: a, inherit: ['A=B'] }",
      "1:24 error: 'inherit' must be a list of names of environment variables"
    ),
    (
      "{ command: a, environment: { '': x } }",
      "1:28 error: 'environment' must be a mapping of names of environment variables to values without NUL"
    ),
    ("{ command: a, limits: { nice: -5 } }", "1:31 error: 'nice' must be between 0 and 19"),
    ("{ command: a, limits: { memory: 1KiB } }", "1:33 error: 'memory' must be at least 1MiB"),
    (
      "{ command: a, restart: { pause: 2m } }",
      "1:24 error: 'max_pause' is shorter than 'pause'"
    ),
    ("{ command: a, restart: { policy: sometimes } }", "1:34 error: expected one of never, on_failure, always, found "),
    ("{ command: a, max_line: 1B }", "1:25 error: 'max_line' must be between 1KiB and 16MiB"),
  ])
  func `mistakes are reported where they are`(yaml: String, finding: String) {
    let findings = ProcessConfig.read(yaml).findings
    #expect(findings.count == 1)
    #expect(findings.first?.hasPrefix(finding) == true, "\(findings)")
  }

  @Test func `every property has a key`() {
    for problem in [
      DeclarationCheck.problems(of: ProcessConfig.self), DeclarationCheck.problems(of: RestartConfig.self),
      DeclarationCheck.problems(of: StopConfig.self), DeclarationCheck.problems(of: ProcessLimits.self),
    ] { #expect(problem == []) }
  }

  private func launch(_ yaml: String, inherited: [String: String] = [:]) -> Launch {
    Launch(agent: "a1", config: .sample(yaml), run: "r1", inherited: inherited)
  }

  @Test func `a process gets only the variables that were named`() {
    let launch = launch(
      "{ command: a, inherit: [HOME, LANG], environment: { TOKEN: secret, HOME: /own } }",
      inherited: ["HOME": "/root", "LANG": "C", "JUNCTOR_SECRET": "x"])
    #expect(
      launch.variables.filter { $0.key != "PATH" } == [
        "HOME": "/own", "LANG": "C", "TOKEN": "secret", "JUNCTOR_AGENT_ID": "a1", "JUNCTOR_AGENT_RUN": "r1",
      ])
    #expect(launch.variables["PATH"]?.contains("/usr/bin") == true)
  }

  @Test func `limits are set before the program begins`() {
    let limits = "{ memory: 1GiB, cpu: 60s, open_files: 64, processes: 32, nice: 5 }"
    let program = launch("{ command: a, arguments: [b], limits: \(limits) }").program
    let text = program.arguments.description
    #expect(
      text.contains(
        #""prlimit", "--as=1073741824", "--cpu=60:65", "--nofile=64", "--nproc=32", "--", "nice", "-n", "5""#),
      "\(text)")
    #expect(!launch("{ command: a }").program.arguments.description.contains("prlimit"))
  }
}

@Suite struct ProcessEndTests {
  @Test(arguments: [
    (ProcessEnd.exited(status: 0), "exited with status 0"), (.exited(status: 3), "exited with status 3"),
    (.exited(status: 127), "exited with status 127 (the command was not found)"),
    (.killed(signal: 9), "was killed by signal 9"), (.killed(signal: 15), "was killed by signal 15"),
  ])
  func `an end is told in words`(end: ProcessEnd, words: String) { #expect("\(end)" == words) }
}
