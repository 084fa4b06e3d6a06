import Logging
import RouterCore

/// What a connection goes by.
struct LinkSettings: Sendable {
  let url: LegacyURL
  let terms: ConversationTerms
  /// Bytes of one message from the server.
  let maxMessage: Int
  /// A PEM file.
  let ca: String?
  let time: any TimeSource
  let logger: Logger
  let readiness: Readiness
  let foreign: ForeignText

  init(_ config: LegacyBridgeConfig, url: LegacyURL, _ context: ComponentContext) {
    self.url = url
    var terms = ConversationTerms(token: config.token, events: config.events)
    terms.target = config.targets.first ?? terms.target
    terms.heartbeat = config.heartbeat
    terms.timeout = config.timeout
    terms.patience = config.connectTimeout
    terms.requestRate = config.requestRate
    self.terms = terms
    maxMessage = config.maxMessage.bytes
    ca = config.ca
    time = context.time
    logger = context.logger
    readiness = context.readiness
    foreign = ForeignText(hiding: config.token)
  }

  var server: String { url.description }

  func log(_ note: ConversationNote) {
    switch note {
    case .gap(let id, let resumption):
      logger.warning(
        "events of the legacy server are missing",
        metadata: [
          "after": "\(foreign.shown(id))",
          "oldest_available": "\(foreign.shown(resumption.oldestAvailable ?? "unknown"))",
          "reason": "\(foreign.shown(resumption.reason ?? "none given"))",
        ])
    case .noResumption(let id, let code):
      logger.warning(
        "the legacy server cannot resume: events that it sent meanwhile may be missing",
        metadata: ["after": "\(foreign.shown(id))", "code": "\(code)"])
    case .unrestored(let names):
      logger.warning(
        "the legacy server has not restored all subscriptions: events of these types may be missing",
        metadata: ["types": "\(names.joined(separator: ", "))"])
    case .complaint(let code):
      logger.warning("the legacy server reports an error", metadata: ["code": "\(code)"])
    }
  }
}
