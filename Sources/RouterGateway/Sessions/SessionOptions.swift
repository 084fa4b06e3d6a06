/// What a client has configured of its session (contract §2 and §7, configure). A resumed session keeps it.
package struct SessionOptions: Sendable, Hashable {
  private static let metricsIntervals = 100...3_600_000
  private static let bufferSizes = 1...10_000

  /// Milliseconds between two `metrics_update`; 0 sends each as it comes.
  private(set) var metricsInterval = 0
  /// Events that may wait for this client when it does not read.
  private(set) var bufferSize = bufferSizes.upperBound
  /// Whether large frames are compressed, where both sides have agreed that they may be.
  package var compression = true
  /// Whether events carry their id.
  package var includesIDs = false
  /// Whether `data.timestamp` repeats the envelope's.
  private(set) var mirrorsTimestamp = false

  package init(includesIDs: Bool = false) { self.includesIDs = includesIDs }

  var samplesMetrics: Bool { metricsInterval > 0 }

  /// Takes what the client wants, as near as can be had.
  mutating func apply(_ request: ConfigureRequest) {
    if let wanted = request.metricsInterval {
      metricsInterval = wanted <= 0 ? 0 : wanted.clamped(to: Self.metricsIntervals)
    }
    if let wanted = request.bufferSize { bufferSize = wanted.clamped(to: Self.bufferSizes) }
    compression = request.compression ?? compression
    includesIDs = request.includesIDs ?? includesIDs
    mirrorsTimestamp = request.mirrorsTimestamp ?? mirrorsTimestamp
  }
}

extension Int {
  fileprivate func clamped(to range: ClosedRange<Int>) -> Int {
    Swift.min(Swift.max(self, range.lowerBound), range.upperBound)
  }
}
