import SignedHTTP
import AsyncHTTPClient
import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import RouterCore

/// Sends by AsyncHTTPClient over HTTP/1.1.
///
/// Timeouts are the sink's time, not the client's, so that tests need not wait.
final class HTTPTransport: Transport {
  /// More of an answer's body is not read; the connection is then closed.
  private static let bodyLimit = 64 << 10
  /// A body that comes slower is not waited for.
  private static let bodyTime: Duration = .seconds(1)

  private let client: HTTPClient
  private let url: WebhookURL
  private let timeout: Duration
  private let time: any TimeSource

  init(_ config: WebhookConfig, url: WebhookURL, time: any TimeSource) throws(AuthoritiesFailure) {
    var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
    if let ca = config.ca { configuration.tlsConfiguration = try Authorities(path: ca).configuration }
    configuration.httpVersion = .http1Only
    configuration.timeout = .init(connect: .microseconds(config.timeout.wholeMicroseconds))
    configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = config.concurrency
    // The engine does that, with its own pauses.
    configuration.connectionPool.retryConnectionEstablishment = false
    client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    self.url = url
    timeout = config.timeout
    self.time = time
  }

  // A client must be told before it goes; after `close` this has no effect.
  deinit { client.shutdown { _ in } }

  func close() async throws { try await client.shutdown() }

  func send(_ request: WebhookRequest) async throws(TransportFailure) -> WebhookResponse {
    var message = HTTPClientRequest(url: url.text)
    message.method = .POST
    message.headers = HTTPHeaders(request.headers)
    message.body = .bytes(ByteBuffer(bytes: request.body))
    do {
      let response = try await time.limit(timeout) { [client, message] in
        try await client.execute(message, deadline: .distantFuture)
      }
      // The answer is the head; the body only has to be out of the way, so that the connection can be used again.
      try? await time.limit(Self.bodyTime) { try await Self.discard(response.body) }
      return WebhookResponse(
        status: Int(response.status.code), retryAfter: response.headers.first(name: "retry-after"),
        date: response.headers.first(name: "date"))
    } catch {
      if Task.isCancelled { throw .interrupted }
      throw .failed(reason: "\(url.server): \(Self.reason(error))")
    }
  }

  private static func discard(_ body: HTTPClientResponse.Body) async throws {
    var count = 0
    for try await part in body {
      count += part.readableBytes
      if count > bodyLimit { return }
    }
  }

  private static func reason(_ error: any Error) -> String {
    switch error {
    case is TimeLimitExceeded: "no answer in time"
    case let error as HTTPClientError where error == .connectTimeout: "no connection in time"
    case let error as HTTPClientError where error == .remoteConnectionClosed:
      "the server closed the connection without an answer"
    case let error as HTTPClientError: error.shortDescription
    case is NIOConnectionError: "no connection: nobody listens there, or the name is unknown"
    case let error as IOError: String(cString: strerror(error.errnoCode))
    case is NIOSSLError, is BoringSSLError, is NIOSSLExtraError: "TLS: \(error)"
    default: "\(type(of: error))"
    }
  }
}
