/// What a bench does to the server.
package enum Scenario: Sendable, Equatable {
  /// Every client subscribes to one event type and gets every event.
  case fanOut(Publishing)
  /// Every client subscribes to an agent of its own; events go round robin over the agents.
  case ownAgent(Publishing)
  /// Clients connect, subscribe and do nothing.
  case idle
  /// Every client keeps this many pings unanswered.
  case requestReply(depth: Int)

  package var name: String {
    switch self {
    case .fanOut: "fan-out"
    case .ownAgent: "own-agent"
    case .idle: "idle"
    case .requestReply: "request-reply"
    }
  }

  var publishing: Publishing? {
    switch self {
    case .fanOut(let publishing), .ownAgent(let publishing): publishing
    case .idle, .requestReply: nil
    }
  }
}

/// How events are published.
package struct Publishing: Sendable, Equatable {
  package enum Pace: Sendable, Equatable {
    /// Events per second, whatever the server does.
    case open(rate: Double)
    /// As fast as deliveries come in: at most this many events not yet delivered to everyone.
    case closed(window: Int)
  }

  package var pace: Pace
  /// Bytes of one event as published; smaller ones are filled up.
  package var payload: Int
  /// Events per request.
  package var batch: Int
  /// Requests sent and not yet answered, on the one connection.
  package var pipeline: Int

  package init(pace: Pace, payload: Int, batch: Int, pipeline: Int) {
    self.pace = pace
    self.payload = payload
    self.batch = batch
    self.pipeline = pipeline
  }
}
