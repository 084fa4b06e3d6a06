import RouterCore

/// What all sessions of a gateway go by. A class: each of them keeps a reference only.
package final class SessionRules: Sendable {
  let catalogue: Catalogue
  let limits: SessionLimits

  package init(_ catalogue: Catalogue, _ limits: SessionLimits) {
    self.catalogue = catalogue
    self.limits = limits
  }
}
