import RouterCore

/// Writes events to an output stream, a line each. A reader that is slow or gone holds up this sink only.
///
/// An actor on a queue of its own: writing to a terminal or a pipe blocks.
package actor ConsoleSink: Sink {
  private let format: ConsoleSinkConfig.Format
  private let textLine: TextLine
  private let stream: StandardStream
  private let executor = BlockingExecutor(label: "console-sink")
  /// The end of a line whose beginning got through; a stream cannot be cut like a file. Its event counts as delivered.
  private var unfinished: [UInt8] = []

  init(config: ConsoleSinkConfig, stream: StandardStream) {
    format = config.format
    textLine = TextLine(dataLength: config.dataLength)
    self.stream = stream
  }

  package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  package func deliver(_ batch: [Delivery]) async -> SinkAnswer {
    if let failure = writeUnfinished() { return .retry(reason: failure.description) }
    var (bytes, ends) = ([UInt8](), [Int]())
    for delivery in batch {
      append(delivery, to: &bytes)
      bytes.append(UInt8(ascii: "\n"))
      ends.append(bytes.count)
    }
    let (written, failure) = stream.write(bytes)
    guard let failure else { return .delivered }
    // Lines of which at least a part is out.
    let begun = ends.prefix { $0 < written }.count + (written > 0 ? 1 : 0)
    if begun > 0 { unfinished = Array(bytes[written..<ends[begun - 1]]) }
    return .retry(delivered: begun, reason: failure.description)
  }

  package func close() async throws {
    if let failure = writeUnfinished() { throw failure }
  }

  private func append(_ delivery: Delivery, to bytes: inout [UInt8]) {
    switch format {
    case .text: textLine.append(delivery, to: &bytes)
    case .json: EventEnvelope.line.append(delivery, to: &bytes)
    }
  }

  private func writeUnfinished() -> StandardStream.Failure? {
    guard !unfinished.isEmpty else { return nil }
    let (written, failure) = stream.write(unfinished)
    unfinished.removeFirst(written)
    return failure
  }
}
