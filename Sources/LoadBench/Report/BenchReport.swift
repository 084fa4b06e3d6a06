/// What a bench found.
package struct BenchReport: Sendable {
  let scenario: Scenario
  let clients: Int
  /// From the first connection to the last confirmed subscription.
  let connectSeconds: Double
  let part: PartReport
  let memory: MemoryReport
  let faults: FaultReport
  /// Messages that were not the bench's.
  let others: Int

  /// Whether every delivery came, once and in order, and no connection was lost.
  package var isClean: Bool { faults.isEmpty }
}
