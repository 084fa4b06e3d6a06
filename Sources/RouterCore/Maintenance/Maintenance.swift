/// What clients are told about maintenance.
package struct Maintenance: Sendable, Equatable {
  package var isEnabled: Bool
  /// When it starts or has started.
  package var startsAt: Timestamp?
  /// When it will be over, as far as one can say; of one that is over, when that was.
  package var endsAt: Timestamp?
  package var message: String?

  package init(
    isEnabled: Bool = false, startsAt: Timestamp? = nil, endsAt: Timestamp? = nil, message: String? = nil
  ) {
    self.isEnabled = isEnabled
    self.startsAt = startsAt
    self.endsAt = endsAt
    self.message = message
  }
}

/// A source that an operator switches maintenance with: it remembers it and tells everybody.
package protocol MaintenanceSwitch: Source {
  /// - Parameter emitter: the source's own.
  func maintenance(_ emitter: Emitter) async -> Maintenance

  /// Returns when it has been told to everybody: the event is accepted.
  /// - Returns: how it is now, and whether that is another state than before; nothing is told if it is not.
  /// - Throws: when the log does not take the event now; nothing has changed then.
  func switchMaintenance(
    to wanted: Maintenance, _ emitter: Emitter
  ) async throws(EmitError) -> (state: Maintenance, hasChanged: Bool)
}
