/// What the measured part of a bench gave.
struct PartReport: Sendable {
  /// From its beginning to the last delivery.
  let seconds: Double
  /// Deliveries of events, or answers to requests.
  let deliveries: Int
  let latency: LatencyReport?
  let server: ServerUse
  /// CPU seconds of this process.
  let clientCPU: Double
  /// CPU seconds of the receiving event loop that used most.
  let busiestLoopCPU: Double
  /// Of the deliveries' frames, without their headers and as they came: compressed or not.
  var frameBytes = 0
  var published = PublishCount()
  /// Since the beginning of the bench, on the connections that stayed open.
  var lost = 0

  /// Above this share of its time an event loop is what limits the figures.
  private static let fullLoad = 0.9

  var busiestLoopShare: Double { seconds > 0 ? busiestLoopCPU / seconds : 0 }
  var isLimitedByClient: Bool { busiestLoopShare > Self.fullLoad }
}

/// What the server used in a part.
enum ServerUse: Sendable, Equatable {
  case known(cpuSeconds: Double, residentBytes: Double)
  case unknown(String)

  init(
    from start: Result<ServerFigures, AdminPage.Unknown>, to end: Result<ServerFigures, AdminPage.Unknown>
  ) {
    do {
      let (start, end) = (try start.get(), try end.get())
      guard start.startSeconds == end.startSeconds else {
        self = .unknown("the server was started anew in between")
        return
      }
      self = .known(cpuSeconds: end.cpuSeconds - start.cpuSeconds, residentBytes: end.residentBytes)
    } catch {
      self = .unknown(error.reason)
    }
  }
}
