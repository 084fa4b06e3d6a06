import Logging
import RouterCore
import Subprocess

/// What comes out of an agent's process. Its output is read no faster than what it tells is kept.
struct AgentOutput: Sendable {
  /// Bytes of a line of standard error.
  private static let remarkLimit = 4096

  let reader: AgentLine.Reader
  let maxLine: Int
  let time: any TimeSource
  let logger: Logger
  let counters: ProcessCounters
  let tell: DriverNews.Tell
  let resolve: @Sendable (AgentReply) -> Bool
  /// No news are taken any more.
  let isClosed: @Sendable () -> Bool

  // MARK: Events

  func readEvents(_ bytes: SubprocessOutputSequence) async {
    var splitter = LineSplitter(limit: maxLine)
    var complaints = NoticeLimit()
    var number = 0
    do {
      for try await piece in bytes {
        piece.withUnsafeBytes { splitter.append($0) }
        var events: [EventDraft] = []
        while let line = splitter.next() {
          number += 1
          await take(line, number, &events, &complaints)
        }
        await pass(&events)
      }
      var events: [EventDraft] = []
      if let rest = splitter.finish() { await take(rest, number + 1, &events, &complaints) }
      await pass(&events)
    } catch {
      logger.warning("the output of the agent cannot be read", metadata: ["reason": "\(error)"])
    }
  }

  /// - Parameter number: the line's.
  private func take(
    _ line: LineSplitter.Line, _ number: Int, _ events: inout [EventDraft], _ complaints: inout NoticeLimit
  ) async {
    if let text = line.text, text.allSatisfy({ $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }) { return }
    do throws(EnvelopeFlaw) {
      guard let text = line.text else { throw EnvelopeFlaw("the line has more than \(maxLine) bytes") }
      switch try reader.read(text) {
      case .event(let draft): events.append(draft)
      case .reply(let reply):
        // Events before the answer are kept before it counts: whoever has the answer finds what led to it.
        await pass(&events)
        guard resolve(reply) else {
          throw EnvelopeFlaw("command_result answers no order, or one that nobody waits for")
        }
      }
    } catch {
      counters.rejected.add()
      guard let skipped = complaints.admit(at: time.now()) else { return }
      logger.warning(
        "a line of the agent is left out",
        metadata: ["line": "\(number)", "reason": "\(error)", "more_before": "\(skipped)"])
    }
  }

  /// Hands events over, again and again while they cannot be kept.
  private func pass(_ events: inout [EventDraft]) async {
    guard !events.isEmpty else { return }
    defer { events = [] }
    var backoff = Backoff(first: .milliseconds(100), limit: .seconds(10))
    while true {
      do {
        return try await tell(.events(events))
      } catch {
        guard !isClosed() else {
          counters.lost.add(events.count)
          return logger.warning(
            "the last events of the agent are lost", metadata: ["count": "\(events.count)", "reason": "\(error)"])
        }
        logger.warning("events of the agent have to wait", metadata: ["reason": "\(error)"])
        try? await time.sleep(for: backoff.next())
      }
    }
  }

  // MARK: Remarks

  /// Standard error, for the log.
  func readRemarks(_ bytes: SubprocessOutputSequence) async {
    var splitter = LineSplitter(limit: Self.remarkLimit)
    var remarks = NoticeLimit(50, per: .seconds(10))
    do {
      for try await piece in bytes {
        piece.withUnsafeBytes { splitter.append($0) }
        while let line = splitter.next() { remark(line, &remarks) }
      }
      if let rest = splitter.finish() { remark(rest, &remarks) }
    } catch {
      logger.warning("what the agent says cannot be read", metadata: ["reason": "\(error)"])
    }
  }

  private func remark(_ line: LineSplitter.Line, _ remarks: inout NoticeLimit) {
    guard let skipped = remarks.admit(at: time.now()) else { return }
    let text = line.text.map { "\(LogText($0))" } ?? "(a line of \(line.length) bytes)"
    logger.info("the agent says: \(text)", metadata: skipped > 0 ? ["more_before": "\(skipped)"] : nil)
  }
}
