import SignedHTTP
import RouterCore

/// Makes and sends single requests.
struct Sender: Sendable {
  private let transport: any Transport
  private let headers: [(name: String, value: String)]
  private let secrets: SigningSecrets
  private let time: any TimeSource

  init(_ config: WebhookConfig, transport: any Transport, time: any TimeSource) {
    self.transport = transport
    self.time = time
    secrets = config.secret
    let contentType = config.format == .batch ? CloudEvent.batchContentType : CloudEvent.contentType
    var headers = [("content-type", contentType)]
    headers += config.headers.fields.map { ($0.name, $0.value.reveal()) }
    if !headers.contains(where: { $0.0.lowercased() == "user-agent" }) { headers.append(("user-agent", "junctor")) }
    self.headers = headers
  }

  /// - Parameter id: the same when the request is repeated.
  func send(_ body: [UInt8], id: String) async -> Verdict {
    do throws(TransportFailure) {
      let response = try await transport.send(request(body, id: id))
      let pause = RetryAfter.duration(response.retryAfter, date: response.date, now: time.now())
      return Verdict(status: response.status, retryAfter: pause)
    } catch {
      switch error {
      case .interrupted: return .interrupted
      case .failed(let reason): return .retry(reason: reason, isOutage: true)
      }
    }
  }

  private func request(_ body: [UInt8], id: String) -> WebhookRequest {
    let seconds = time.now().wholeSeconds
    var headers = headers + [("webhook-id", id), ("webhook-timestamp", "\(seconds)")]
    if !secrets.keys.isEmpty {
      headers.append(("webhook-signature", Signature.text(id: id, seconds: seconds, body: body, secrets: secrets)))
    }
    return WebhookRequest(headers: headers, body: body)
  }
}
