/// Where an event entered the log.
package enum Origin: Sendable, Hashable {
  /// A source component, or `ingest`.
  case source(String)
  /// Emitted by a stage: it goes on behind that stage, in its pipeline only.
  case stage(pipeline: String, stage: String)

  /// The built-in source of what comes in by HTTP or is published by clients.
  package static let ingestName = "ingest"
  package static let ingest = Origin.source(ingestName)
}
