import ConfigSchema
import Logging
import RouterCore

/// Hands what has come to the log, a batch at a time. What the catalogue does not allow is counted and told, and neither holds
/// up its neighbours nor comes again.
struct EventTransfer: Sendable {
  private let catalogue: Catalogue
  private let intake: Intake
  private let time: any TimeSource
  private let logger: Logger
  private let foreign: ForeignText
  private var warning = RareWarning()
  /// Whether the server has ever answered RECONNECT.
  private var hasResumed = false

  /// - Parameter token: not to be shown.
  init(_ context: ComponentContext, hiding token: Secret? = nil) {
    foreign = ForeignText(hiding: token)
    catalogue = context.catalogue
    intake = Intake(catalogue: context.catalogue, time: context.time)
    time = context.time
    logger = context.logger
  }

  /// Returns when the log has everything of the batch, and the position behind it.
  mutating func hand(_ batch: [InboxItem], to emitter: Emitter) async throws(EmitError) {
    var drafts: [EventDraft] = []
    var keys: [String?] = []
    let stored = emitter.position.flatMap(BridgePosition.init(stored:))
    if stored?.resumes == true { hasResumed = true }
    var position: BridgePosition?
    for item in batch {
      switch item {
      case .resumed(let id):
        hasResumed = true
        guard let id = id ?? (position ?? stored)?.lastMessageID else { continue }
        position = BridgePosition(lastMessageID: id, resumes: true)
      case .garbage(let mistake): await reject("\(mistake)", id: nil, emitter)
      case .event(let event):
        if let id = event.id, event.movesPosition { position = BridgePosition(lastMessageID: id, resumes: hasResumed) }
        do {
          drafts.append(try draft(of: event))
          keys.append(EventKey.text(of: event))
        } catch {
          await reject("\(error)", id: event.id, emitter)
        }
      }
    }
    guard !drafts.isEmpty || position != nil else { return }
    try await emitter.emit(drafts, keys: keys, position: position?.text)
  }

  private func draft(of event: ReceivedEvent) throws -> EventDraft {
    let draft = try LegacyEvent(reading: event.frame.root, catalogue).draft
    // Asked beforehand: a batch is taken as a whole or not at all.
    _ = try intake.event(from: draft, producer: "")
    return draft
  }

  private mutating func reject(_ reason: String, id: String?, _ emitter: Emitter) async {
    // No type has this name, so it is counted where all that is refused is counted.
    _ = try? await emitter.emit(EventDraft(type: "", data: .null))
    guard let count = warning.happens(at: time.now()) else { return }
    logger.warning(
      "what the legacy server sent is no event of this deployment: it is left out",
      metadata: ["reason": "\(foreign.shown(reason))", "id": "\(foreign.shown(id ?? "none"))", "count": "\(count)"])
  }
}
