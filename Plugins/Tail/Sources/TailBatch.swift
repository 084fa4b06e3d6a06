import Logging
import RouterCore

/// Turns bytes into events and hands them over, a chunk at a time.
struct TailBatch {
  /// The place so many bytes before the end of what was read; nil where there are no places.
  typealias Place = @Sendable (Int) async throws -> TailPosition?

  let emitter: Emitter
  private let config: TailConfig
  private let time: any TimeSource
  private let logger: Logger
  private let reader: TailLine
  private var splitter: LineSplitter
  private var complaints = NoticeLimit()

  init(_ config: TailConfig, _ context: ComponentContext, _ emitter: Emitter) {
    (self.config, self.emitter) = (config, emitter)
    (time, logger) = (context.time, context.logger)
    reader = TailLine(
      mapping: config.event, intake: Intake(catalogue: context.catalogue, time: context.time),
      maxLine: config.maxLine.bytes)
    splitter = LineSplitter(limit: config.maxLine.bytes)
  }

  /// False when nothing behind may be read.
  mutating func take(_ bytes: [UInt8], place: Place?) async throws -> Bool {
    splitter.append(bytes)
    let all = splitter.pending
    var (drafts, before): ([EventDraft], Int) = ([], all)
    var goesOn = true
    while goesOn, let line = splitter.next() {
      goesOn = add(line, &drafts)
      // Stopped, it comes to this line again.
      if goesOn { before -= line.length }
    }
    // Of a line that has only begun nothing is said.
    guard before < all else { return goesOn }
    let position = try await place?(before)
    try await emitter.emit(drafts, position: position?.description)
    return goesOn
  }

  /// Nothing more will come behind what there is of a line.
  mutating func finish(place: Place?) async throws -> Bool {
    guard let rest = splitter.finish() else { return true }
    var drafts: [EventDraft] = []
    guard add(rest, &drafts) else { return false }
    let position = try await place?(0)
    try await emitter.emit(drafts, position: position?.description)
    return true
  }

  mutating func forgetRest() { splitter.reset() }

  private mutating func add(_ line: LineSplitter.Line, _ drafts: inout [EventDraft]) -> Bool {
    do throws(EnvelopeFlaw) {
      if let draft = try reader.draft(line) { drafts.append(draft) }
      return true
    } catch {
      emitter.countRejected()
      complain("\(error)")
      return config.onError == .skip
    }
  }

  private mutating func complain(_ reason: String) {
    guard let skipped = complaints.admit(at: time.now()) else { return }
    logger.warning(
      config.onError == .skip ? "a line is left out" : "a line is no event: nothing more is read",
      metadata: ["path": "\(config.path)", "reason": "\(reason)", "more_before": "\(skipped)"])
  }
}
