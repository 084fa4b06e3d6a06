import RouterCore

/// What every part of the gateway needs to know.
package struct GatewaySettings: Sendable {
  package let server: ServerConfig
  package let limits: SessionLimits
  package let rules: SessionRules
  package let catalogue: Catalogue
  package let time: any TimeSource
  package let version: String

  package init(server: ServerConfig, catalogue: Catalogue, time: any TimeSource, version: String) {
    self.server = server
    limits = SessionLimits(server.profile, server.limits)
    rules = SessionRules(catalogue, limits)
    self.catalogue = catalogue
    self.time = time
    self.version = version
  }
}
