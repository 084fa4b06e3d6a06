import Logging
import RouterCore

/// Reads events from a file that grows, or from standard input. Its place is stored with the events, so that a restart neither
/// loses nor repeats any; of standard input there is no place to go back to.
struct TailSource: Source {
  let config: TailConfig
  let context: ComponentContext

  func run(_ emitter: Emitter) async throws {
    var batch = TailBatch(config, context, emitter)
    if config.path == TailConfig.standardInput {
      try await readInput(&batch)
    } else {
      try await follow(FileTail(path: config.path, linger: config.linger), &batch)
    }
  }

  // MARK: Standard input

  private func readInput(_ batch: inout TailBatch) async throws {
    let input = try StandardInput()
    context.readiness.set(true)
    while let bytes = try await input.next() {
      guard try await batch.take(bytes, place: nil) else { return try await rest() }
    }
    try Task.checkCancellation()
    guard try await batch.finish(place: nil) else { return try await rest() }
  }

  // MARK: A file

  private func follow(_ tail: FileTail, _ batch: inout TailBatch) async throws {
    try await open(tail, batch.emitter)
    var complaints = NoticeLimit(1, per: .seconds(3600))
    while true {
      switch try await tail.look(at: context.time.now()) {
      case .bytes(let bytes):
        context.readiness.set(true)
        guard try await batch.take(bytes, place: { try await tail.position(back: $0) }) else { return try await rest() }
        continue
      case .turn(let isUncertain):
        noteTurn(isUncertain)
        guard try await batch.finish(place: { try await tail.position(back: $0) }) else { return try await rest() }
        continue
      case .cut:
        context.logger.notice(
          "the file was cut off: it is read from its beginning", metadata: ["path": "\(config.path)"])
        batch.forgetRest()
      case .came:
        try await note(tail, batch.emitter)
        continue
      case .rest: context.readiness.set(true)
      case .absent:
        context.readiness.set(false)
        if complaints.admit(at: context.time.now()) != nil {
          context.logger.warning("the file is not there: it is waited for", metadata: ["path": "\(config.path)"])
        }
      }
      try await context.time.sleep(for: config.every)
    }
  }

  private func noteTurn(_ isUncertain: Bool) {
    let metadata: Logger.Metadata = ["path": "\(config.path)"]
    if isUncertain {
      context.logger.warning(
        "the file has no name of a rotated file and may be gone: its successor is read, and what came between may be missing",
        metadata: metadata)
    } else {
      context.logger.info("the file was renamed: its successor is read", metadata: metadata)
    }
  }

  private func open(_ tail: FileTail, _ emitter: Emitter) async throws {
    let stored = emitter.position
    let position = stored.flatMap(TailPosition.init)
    if stored != nil, position == nil {
      context.logger.warning("the place in the log is none of a file: it is not heeded")
    }
    switch try await tail.open(at: position, fromEnd: config.from == .end) {
    case .absent: break
    case .lost:
      context.logger.warning(
        "the file that was read last is no more: what came behind may be missing, the present one is read from its beginning",
        metadata: ["path": "\(config.path)"])
    case .open:
      if position == nil { try await note(tail, emitter) }
    }
  }

  /// Stores the place, so that what is written while the router is down is not taken for old at the next start.
  private func note(_ tail: FileTail, _ emitter: Emitter) async throws {
    guard let place = try await tail.position(back: 0) else { return }
    try await emitter.emit([], position: place.description)
  }

  /// Nothing more is read, until the source is started again.
  private func rest() async throws {
    context.readiness.set(false)
    for await _ in AsyncStream<Never>.makeStream().stream {}
    try Task.checkCancellation()
  }
}
