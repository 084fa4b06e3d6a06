import Foundation
import Synchronization
import TestSupport

/// A program that a test has started; it is killed when the value is gone.
final class ChildProcess: Sendable {
  enum End: Sendable, Equatable {
    case exit(Int32)
    case signal(Int32)
  }

  let output: LineLog
  let errors: LineLog
  private let process: Mutex<Process>
  private let input: Mutex<FileHandle?>
  private let ending: Watched<End?>
  /// One starts at a time: a program would else inherit descriptors of another that is just being started, whose end and whose
  /// output's end are then not noticed before it ends itself.
  private static let starting = Mutex(())

  init(_ program: String, _ arguments: [String], environment: [String: String] = [:], folder: String = "/") throws {
    // Writing to a program that has ended is to be an error of the call, not the end of all tests.
    signal(SIGPIPE, SIG_IGN)
    let ending = Watched<End?>(nil)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [program] + arguments
    process.environment = Self.environment.merging(environment) { $1 }
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    process.terminationHandler = { process in
      Warden.shared.ended(process.processIdentifier)
      let end = End(process)
      ending.change { $0 = end }
    }
    let (input, output, errors) = try Self.starting.withLock { _ in
      let pipes = (Pipe(), Pipe(), Pipe())
      (process.standardInput, process.standardOutput, process.standardError) = pipes
      try process.run()
      return pipes
    }
    Warden.shared.started(process.processIdentifier)
    self.process = Mutex(process)
    self.input = Mutex(input.fileHandleForWriting)
    self.ending = ending
    self.output = LineLog(reading: output.fileHandleForReading)
    self.errors = LineLog(reading: errors.fileHandleForReading)
  }

  deinit { kill() }

  /// The same on every machine, so that no proxy or locale gets between a client and the router.
  private static let environment: [String: String] = {
    let inherited = ProcessInfo.processInfo.environment.filter { ["HOME", "PATH"].contains($0.key) }
    return inherited.merging(["LC_ALL": "C.UTF-8", "PYTHONUTF8": "1", "NODE_PATH": Installation.nodePath]) { $1 }
  }()

  func write(_ line: String) throws {
    try input.withLock { try $0?.write(contentsOf: Data((line + "\n").utf8)) }
  }

  func closeInput() {
    input.withLock { input in
      try? input?.close()
      input = nil
    }
  }

  /// Does nothing when the process has ended.
  func send(_ signal: Int32) {
    process.withLock { process in
      if process.isRunning { _ = Glibc.kill(process.processIdentifier, signal) }
    }
  }

  func kill() { send(SIGKILL) }

  /// The last line of a program that says how far it is, as soon as it has ended.
  func lastLine() async throws -> String {
    var (index, last) = (0, String?.none)
    while let line = try await output.line(at: index, "further line of the program") {
      last = line
      index += 1
    }
    guard let last else { throw Unexpected(errors.text, instead: "a line of the program") }
    return last
  }

  /// How the process ended, as soon as it has; its output is complete then.
  @discardableResult
  func end() async throws -> End {
    guard let end = await ending.value(until: { $0 != nil }) ?? nil else {
      throw Overdue(what: "end of the program", instead: output.text + errors.text)
    }
    try await output.end()
    try await errors.end()
    return end
  }
}

extension ChildProcess.End {
  fileprivate init(_ process: Process) {
    self = process.terminationReason == .exit ? .exit(process.terminationStatus) : .signal(process.terminationStatus)
  }
}
