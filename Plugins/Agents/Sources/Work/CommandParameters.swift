import ConfigSchema
import RouterCore

/// The parameters of a command, which have been held against what it takes.
struct CommandParameters {
  private static let taken: [AgentCommand.Name: [PayloadField]] = [
    .start: [], .getStatus: [], .stop: [graceful], .restart: [graceful],
  ]
  private static let graceful = PayloadField.optional(
    "graceful", .nullable(.boolean), "Whether it may end what it does; left out: it may.")

  private let root: JSONNode?

  var isGraceful: Bool { root?["graceful"]?.bool ?? true }

  /// - Throws: `invalidCommand`.
  init(_ command: AgentCommand) throws(AgentCommandError) {
    root = command.parameters?.root
    guard let root else {
      if command.name == .updateConfig { throw Self.wrong(command, "expected what is to be changed") }
      return
    }
    guard root.kind == .object else { throw Self.wrong(command, "expected an object") }
    if let fields = Self.taken[command.name] {
      if let violation = PayloadShape.exact(fields).violations(in: root, limit: 1).first {
        throw Self.wrong(command, violation.words)
      }
    } else if root.count == 0 {
      throw Self.wrong(command, "expected what is to be changed")
    }
  }

  /// Of `update_config`, whose parameters are a merge patch: it, and the configuration with it.
  /// - Throws: `invalidCommand`.
  func config(of record: AgentRecord) throws(AgentCommandError) -> (patch: JSONDocument, config: JSONDocument) {
    guard let root, let config = try? record.definition.config.root.merged(with: root) else {
      throw .invalidCommand("the configuration cannot be changed so")
    }
    if let mistake = AgentLimits.mistake(inConfig: config) ?? AgentLimits.mistake(inConfig: root.detached()) {
      throw .invalidCommand("the configuration \(mistake)")
    }
    return (root.detached(), config)
  }

  private static func wrong(_ command: AgentCommand, _ words: String) -> AgentCommandError {
    .invalidCommand("parameters of '\(command.name.rawValue)': \(words)")
  }
}

extension PayloadViolation {
  fileprivate var words: String {
    expected == Self.noSuchMember ? "\(pointer) is unknown" : "\(pointer): expected \(expected), found \(found)"
  }
}
