import RouterCore

extension DropReason {
  package static let throttled = DropReason("throttled")
  package static let sampled = DropReason("sampled")
  package static let duplicate = DropReason("duplicate")
  /// A field could not be masked, and the event must not go on with it.
  package static let redactionFailed = DropReason("redaction_failed")
}
