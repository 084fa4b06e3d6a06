import RouterCore

/// Decides when to ping a silent peer and when to give it up. A value, driven by `check`.
struct Liveness: Sendable {
  enum Verdict: Equatable { case nothing, ping, dead }

  private let pingEvery: Duration
  private let timeout: Duration
  private var lastPing: Timestamp
  /// The first ping that has not been answered.
  private(set) var waitingSince: Timestamp?

  init(pingEvery: Duration, timeout: Duration, at now: Timestamp) {
    self.pingEvery = pingEvery
    self.timeout = timeout
    lastPing = now
  }

  /// Streams have no pongs: that a peer has gone is found out by the network.
  init(_ framing: Framing, _ server: ServerConfig, at now: Timestamp) {
    switch framing {
    case .webSocket: self.init(pingEvery: server.pingEvery, timeout: server.pingTimeout, at: now)
    case .chunked: self.init(pingEvery: Self.comments, timeout: .seconds(Int64.max), at: now)
    }
  }

  /// Contract §7, SSE.
  private static let comments = Duration.seconds(15)

  /// Any frame shows that the peer is there.
  mutating func heard() { waitingSince = nil }

  /// When `check` may have something to say next.
  var nextMoment: Timestamp {
    min(lastPing + pingEvery, waitingSince.map { $0 + timeout } ?? .distantFuture)
  }

  mutating func check(at now: Timestamp) -> Verdict {
    if let waitingSince, now - waitingSince >= timeout { return .dead }
    guard now - lastPing >= pingEvery else { return .nothing }
    lastPing = now
    if waitingSince == nil { waitingSince = now }
    return .ping
  }
}
