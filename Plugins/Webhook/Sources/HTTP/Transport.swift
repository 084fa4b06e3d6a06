/// Sends requests to one URL. Ended by cancelling the task that sends.
protocol Transport: Sendable {
  func send(_ request: WebhookRequest) async throws(TransportFailure) -> WebhookResponse
  /// Called once, when nothing is under way.
  func close() async throws
}

struct WebhookRequest: Sendable, Equatable {
  let headers: [(name: String, value: String)]
  let body: [UInt8]

  static func == (left: Self, right: Self) -> Bool {
    left.body == right.body && left.headers.elementsEqual(right.headers) { $0 == $1 }
  }
}

struct WebhookResponse: Sendable, Equatable {
  let status: Int
  var retryAfter: String?
  var date: String?
}

/// Why there is no answer. Names nothing secret.
enum TransportFailure: Error, Equatable {
  case failed(reason: String)
  case interrupted
}
