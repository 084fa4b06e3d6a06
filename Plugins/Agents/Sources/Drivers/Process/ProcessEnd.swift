import Subprocess

/// How a process came to its end.
enum ProcessEnd: Sendable, Equatable, CustomStringConvertible {
  case exited(status: Int32)
  case killed(signal: Int32)
  /// It never was one, or nobody knows what became of it.
  case lost(String)

  init(_ status: TerminationStatus) {
    switch status {
    case .exited(let code): self = .exited(status: code)
    case .signaled(let code): self = .killed(signal: code)
    }
  }

  var isSuccess: Bool { self == .exited(status: 0) }

  /// Completes "the agent …".
  var description: String {
    switch self {
    case .exited(126): "exited with status 126 (the command cannot be executed)"
    case .exited(127): "exited with status 127 (the command was not found)"
    case .exited(let status): "exited with status \(status)"
    case .killed(6): "was killed by signal 6 (it gave up by itself)"
    case .killed(9): "was killed by signal 9"
    case .killed(11): "was killed by signal 11 (it used memory that it does not have)"
    case .killed(24): "was killed by signal 24 (it has used up its processor time)"
    case .killed(let signal): "was killed by signal \(signal)"
    case .lost(let reason): reason
    }
  }
}
