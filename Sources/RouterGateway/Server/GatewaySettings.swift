import RouterCore

/// What every part of the gateway needs to know.
package struct GatewaySettings: Sendable {
  package let server: ServerConfig
  package let legacy: LegacyConfig
  package let limits: SessionLimits
  /// The v1 dialect's.
  package let rules: SessionRules
  package let catalogue: Catalogue
  /// The names of the deployment's sources and stages: events that have such a source name no producer of their own.
  package let components: Set<String>
  package let time: any TimeSource
  package let version: String

  package init(
    server: ServerConfig, legacy: LegacyConfig = LegacyConfig(), catalogue: Catalogue,
    components: Set<String> = [], time: any TimeSource, version: String
  ) {
    self.server = server
    self.legacy = legacy
    limits = SessionLimits(server.profile, server.limits)
    rules = SessionRules(catalogue, limits)
    self.catalogue = catalogue
    self.components = components
    self.time = time
    self.version = version
  }
}
