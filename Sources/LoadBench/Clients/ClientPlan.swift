import NIOCore
import RouterCore

/// What every client of a bench does.
struct ClientPlan: Sendable {
  enum Interest: Sendable {
    /// One event type, whatever the agent.
    case everything
    /// One agent each.
    case ownAgent
    case nothing
  }

  static let eventType = "agent_status"

  let interest: Interest
  let clients: Int
  let upgrade: Upgrade
  let format: MarkerFormat
  let frame = ClientFrame()
  let patience: Duration

  init(_ options: BenchOptions, format: MarkerFormat) {
    upgrade = Upgrade(server: options.server, token: options.token, deflate: options.deflate)
    clients = options.clients
    patience = options.patience
    self.format = format
    switch options.scenario {
    case .fanOut: interest = .everything
    case .ownAgent, .idle: interest = .ownAgent
    case .requestReply: interest = .nothing
    }
  }

  /// The agent of a client: all names have the same length, so all events of a bench have too.
  static func agent(_ index: Int) -> String {
    let digits = String(index)
    return "bench-" + String(repeating: "0", count: max(0, 6 - digits.count)) + digits
  }

  /// Nil for a client that subscribes to nothing.
  func subscription(of index: Int) -> [UInt8]? {
    let agents: String
    switch interest {
    case .everything: agents = ""
    case .ownAgent: agents = #","agents":["\#(Self.agent(index))"]"#
    case .nothing: return nil
    }
    return Array(#"{"type":"subscribe","data":{"events":["\#(Self.eventType)"]\#(agents)}}"#.utf8)
  }

  /// Which numbers a client is to get.
  func sequence(of index: Int) -> SequenceCheck {
    switch interest {
    case .everything, .nothing: SequenceCheck(offset: 0, stride: 1)
    case .ownAgent: SequenceCheck(offset: index, stride: clients)
    }
  }

  /// Events that it takes to reach every client.
  var slots: Int { interest == .ownAgent ? clients : 1 }

  /// Clients that get one event.
  var fan: Int { interest == .everything ? clients : 1 }
}
