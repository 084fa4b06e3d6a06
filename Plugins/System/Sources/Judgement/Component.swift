/// A part of the router.
enum Component: Sendable, Hashable {
  case log
  /// What accepts connections.
  case listeners
  /// What brings events to clients.
  case sessions
  case sink(String)
  case source(String)

  /// In events. Sinks and sources have a prefix, so that no name of the config can be taken for another component.
  var name: String {
    switch self {
    case .log: "log"
    case .listeners: "listeners"
    case .sessions: "sessions"
    case .sink(let name): "sink:\(name)"
    case .source(let name): "source:\(name)"
    }
  }

  init?(name: String) {
    switch name {
    case "log": self = .log
    case "listeners": self = .listeners
    case "sessions": self = .sessions
    default:
      let parts = name.split(separator: ":", maxSplits: 1)
      switch parts.first {
      case "sink" where parts.count == 2: self = .sink(String(parts[1]))
      case "source" where parts.count == 2: self = .source(String(parts[1]))
      default: return nil
      }
    }
  }

  /// What its level means for the whole. A sink or a source that does nothing any more leaves all others as they are.
  func share(of level: Level) -> Level {
    switch self {
    case .log, .listeners, .sessions: level
    case .sink, .source: min(level, .degraded)
    }
  }
}
