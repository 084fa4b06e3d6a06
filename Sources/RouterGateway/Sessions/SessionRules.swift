import RouterCore

/// What all sessions that speak the same way go by. A class: each of them keeps a reference only.
package final class SessionRules: Sendable {
  let catalogue: Catalogue
  let limits: SessionLimits
  let dialect: any Dialect

  package init(_ catalogue: Catalogue, _ limits: SessionLimits, _ dialect: any Dialect = V1Dialect()) {
    self.catalogue = catalogue
    self.limits = limits
    self.dialect = dialect
  }
}
