import NIOCore

/// What belongs to one event loop of the client: its connections and what they counted. Touched on that loop only.
final class Lane {
  let loop: any EventLoop
  var tally = Tally()
  var connections: [ClientConnection] = []
  let inflated = InflatedFrames()
  /// Where the last marker was.
  var hint = 0

  init(loop: any EventLoop) { self.loop = loop }
}
