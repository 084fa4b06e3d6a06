import RouterCore

/// Why nothing of a message was published.
package struct PublishRefusal: Error, Sendable {
  let code: ErrorCode
  let text: String
  var errors: [PublishFailure.Item] = []
  var retryAfter: Duration?
  var limit: LimitReport?
}
