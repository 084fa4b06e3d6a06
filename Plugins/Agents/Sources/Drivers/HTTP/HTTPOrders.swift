import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import RouterCore
import SignedHTTP

/// Posts orders to one URL.
final class HTTPOrders: OrderTransport {
  /// Of an answer, in bytes.
  private static let longest = 1 << 20

  private let config: HTTPDriverConfig
  private let client: HTTPClient
  private let time: any TimeSource

  init(_ config: HTTPDriverConfig, _ time: any TimeSource) {
    // Whoever redirects could send orders, and their signatures, to hosts that nobody has allowed.
    var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
    configuration.httpVersion = .http1Only
    configuration.timeout = .init(connect: .microseconds(config.timeout.wholeMicroseconds))
    configuration.connectionPool.retryConnectionEstablishment = false
    client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    (self.config, self.time) = (config, time)
  }

  // A client must be told before it goes; after `close` this has no effect.
  deinit { client.shutdown { _ in } }

  func close() async { try? await client.shutdown() }

  func post(_ order: AgentOrder, within limit: Duration?) async throws(DriverError) -> AgentReply {
    guard let url = config.url else { throw .unavailable("it has no URL") }
    let request = request(order, to: url)
    let answer: (status: Int, body: [UInt8])
    do {
      if let limit {
        answer = try await time.limit(limit) { [client] in try await Self.execute(request, client) }
      } else {
        answer = try await Self.execute(request, client)
      }
    } catch is TimeLimitExceeded {
      throw .timeout("\(url.server) has not answered in time")
    } catch is NIOTooManyBytesError {
      throw .failed("\(url.server) answers with more than \(Self.longest) bytes")
    } catch let error as HTTPClientError {
      throw error == .connectTimeout || error == .remoteConnectionClosed
        ? .unavailable("\(url.server) cannot be reached: \(error.shortDescription)")
        : .failed("\(url.server): \(error.shortDescription)")
    } catch {
      throw .unavailable("\(url.server) cannot be reached")
    }
    return try OrderAnswer.read(status: answer.status, body: answer.body, from: "\(url.server)")
  }

  private static func execute(
    _ request: HTTPClientRequest, _ client: HTTPClient
  ) async throws -> (status: Int, body: [UInt8]) {
    let response = try await client.execute(request, deadline: .distantFuture)
    let body = try await response.body.collect(upTo: longest)
    return (Int(response.status.code), Array(body.readableBytesView))
  }

  private func request(_ order: AgentOrder, to url: WebhookURL) -> HTTPClientRequest {
    let now = time.now()
    let body = order.message(at: now)
    var headers = HTTPHeaders([
      ("content-type", "application/json"), ("webhook-id", order.requestID),
      ("webhook-timestamp", "\(now.wholeSeconds)"),
    ])
    for field in config.headers.fields { headers.add(name: field.name, value: field.value.reveal()) }
    if !headers.contains(name: "user-agent") { headers.add(name: "user-agent", value: "junctor") }
    if !config.secret.keys.isEmpty {
      headers.add(
        name: "webhook-signature",
        value: Signature.text(id: order.requestID, seconds: now.wholeSeconds, body: body, secrets: config.secret))
    }
    var request = HTTPClientRequest(url: url.text)
    request.method = .POST
    request.headers = headers
    request.body = .bytes(ByteBuffer(bytes: body))
    return request
  }
}
