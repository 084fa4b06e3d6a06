import Logging

/// What all sessions of a gateway share.
final class SessionContext: Sendable {
  let settings: GatewaySettings
  let counters: GatewayCounters
  let logger: Logger

  init(settings: GatewaySettings, counters: GatewayCounters, logger: Logger) {
    self.settings = settings
    self.counters = counters
    self.logger = logger
  }
}
