import AsyncHTTPClient
import ConfigSchema
import NIOCore
import NIOHTTP1
import NIOPosix
import RouterCore

/// Gets by AsyncHTTPClient over HTTP/1.1. Redirects are followed here, since the client would take all headers along.
final class HTTPFetcher: Fetcher {
  private let client: HTTPClient
  private let config: PollConfig
  private let url: PollURL
  private let time: any TimeSource

  init(_ config: PollConfig, url: PollURL, time: any TimeSource) {
    var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
    configuration.httpVersion = .http1Only
    configuration.timeout = .init(connect: .microseconds(config.timeout.wholeMicroseconds))
    // The source does that, with its own pauses.
    configuration.connectionPool.retryConnectionEstablishment = false
    client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    (self.config, self.url, self.time) = (config, url, time)
  }

  // A client must be told before it goes; after `close` this has no effect.
  deinit { client.shutdown { _ in } }

  func close() async { try? await client.shutdown() }

  func fetch(tag: String?, modified: String?) async throws(FetchFailure) -> FetchAnswer {
    do {
      return try await time.limit(config.timeout) { try await self.follow(tag, modified) }
    } catch let failure as FetchFailure {
      throw failure
    } catch {
      throw FetchFailure("\(url.server): \(Self.reason(error))")
    }
  }

  private func follow(_ tag: String?, _ modified: String?) async throws -> FetchAnswer {
    var target = url
    for _ in 0...config.redirects {
      let response = try await client.execute(request(target, tag, modified), deadline: .distantFuture)
      switch response.status.code {
      case 200:
        return .document(
          try await body(response), tag: response.headers.first(name: "etag"),
          modified: response.headers.first(name: "last-modified"))
      case 304: return .unchanged
      case 301, 302, 303, 307, 308:
        guard config.redirects > 0 else { throw FetchFailure("\(target.server) redirects, and 'redirects' is 0") }
        guard let next = response.headers.first(name: "location").flatMap(target.following) else {
          throw FetchFailure("\(target.server) redirects to where it cannot be followed")
        }
        target = next
      case let code:
        throw FetchFailure(
          "\(target.server) answered with status \(code)",
          retryAfter: response.headers.first(name: "retry-after").flatMap(Int.init).map {
            .seconds(min(max($0, 0), 86_400))
          })
      }
    }
    throw FetchFailure("\(url.server) redirects more than \(config.redirects) times")
  }

  private func request(_ target: PollURL, _ tag: String?, _ modified: String?) -> HTTPClientRequest {
    var request = HTTPClientRequest(url: target.text)
    request.headers.add(name: "user-agent", value: "junctor")
    request.headers.add(name: "accept", value: "application/json")
    if let tag { request.headers.add(name: "if-none-match", value: tag) }
    if let modified { request.headers.add(name: "if-modified-since", value: modified) }
    // They are for the server that was named, and for nobody that it names.
    if target.isSameServer(as: url) {
      for field in config.headers.fields {
        request.headers.replaceOrAdd(name: field.name, value: field.value.reveal())
      }
    }
    return request
  }

  private func body(_ response: HTTPClientResponse) async throws -> [UInt8] {
    var bytes: [UInt8] = []
    for try await part in response.body {
      guard bytes.count + part.readableBytes <= config.maxBody.bytes else {
        throw FetchFailure("the answer of \(url.server) has more than \(config.maxBody.bytes) bytes")
      }
      bytes.append(contentsOf: part.readableBytesView)
    }
    return bytes
  }

  /// Without the URL, which the client's own words may repeat.
  private static func reason(_ error: any Error) -> String {
    switch error {
    case is TimeLimitExceeded: "no answer in time"
    case let error as HTTPClientError where error == .connectTimeout: "no connection in time"
    case let error as HTTPClientError: error.shortDescription
    case is NIOConnectionError: "no connection: nobody listens there, or the name is unknown"
    default: "\(type(of: error))"
    }
  }
}
