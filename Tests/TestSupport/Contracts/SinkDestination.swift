import ConfigSchema
import RouterCore

/// Where a sink under test sends to, as the contract sees it: a folder, a server in the test, a captured stream.
package protocol SinkDestination: Sendable {
  /// A config that leads here.
  var config: ConfigNode { get throws }
  /// The numbers of the events that have arrived, in order, doubled ones twice.
  func arrived() async throws -> [UInt64]
  /// True while nothing has been created, opened or contacted.
  var isUntouched: Bool { get }
  /// Makes the destination fail in a way that passes; false when it cannot.
  func breakDown() async throws -> Bool
  func repair() async throws
  /// An event with the given number that the destination will never take; nil when it takes everything.
  func unacceptable(_ number: UInt64) -> Delivery?
}

extension SinkDestination {
  package func breakDown() async throws -> Bool { false }
  package func repair() async throws {}
  package func unacceptable(_ number: UInt64) -> Delivery? { nil }
}
