/// Where a listener has come to listen.
package struct ListenPlace: Sendable, Hashable {
  /// With the port that was taken.
  package let address: ListenAddress
  package let isTLS: Bool
  package let isAdmin: Bool
}
