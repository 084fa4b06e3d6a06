import Foundation
import Glibc
import Synchronization
import TestSupport
import Testing

/// A running router with its config, its clients and their end.
final class JunctorProcess: Sendable {
  let folder: TemporaryFolder
  let process: ChildProcess
  let port: Int
  let adminPort: Int
  private let http: HTTPClient
  private let admin: HTTPClient

  /// Starts a router, hands it to `body` when it listens, and kills it at the end if it still runs then.
  /// An error that leaves `body` takes the router's log along.
  /// - Parameter descriptors: the router's limit of open files.
  static func run<Result>(
    _ config: SampleConfig, in folder: TemporaryFolder? = nil, descriptors: Int? = nil,
    _ body: (JunctorProcess) async throws -> Result
  ) async throws -> Result {
    await Slots.routers.take()
    defer { Slots.routers.giveBack() }
    let folder = try folder ?? TemporaryFolder()
    try config.text.write(toFile: folder.path("junctor.yaml"), atomically: true, encoding: .utf8)
    let process = try Junctor.start(["run", "junctor.yaml"], in: folder, descriptors: descriptors)
    defer { process.kill() }
    do {
      return try await body(try await JunctorProcess(process, in: folder, config.echo ? .echo : .clients))
    } catch {
      throw RouterFailure(error: error, log: process.errors.text)
    }
  }

  private init(_ process: ChildProcess, in folder: TemporaryFolder, _ routes: DeclaredRoutes) async throws {
    self.process = process
    self.folder = folder
    port = try Self.port(in: try await process.errors.line(with: "] listening"))
    adminPort = try Self.port(in: try await process.errors.line(with: "] admin listening"))
    http = try HTTPClient(port: port, routes)
    admin = try HTTPClient(port: adminPort, .operators)
  }

  /// The port of the first listener that has this in its log line.
  func port(of detail: String) async throws -> Int { try Self.port(in: try await process.errors.line(with: detail)) }

  private static func port(in line: String) throws -> Int {
    guard let match = line.firstMatch(of: /port=([0-9]+)/), let port = Int(match.1) else {
      throw Unexpected(line, instead: "a log line with port=")
    }
    return port
  }

  // MARK: Tokens and clients

  func token(_ options: String...) async throws -> String {
    let result = try await Junctor.result(["token", "junctor.yaml"] + options, in: folder)
    guard result.end == .exit(0) else { throw Unexpected(result.errors, instead: "a token") }
    return result.output.trimmingCharacters(in: .newlines)
  }

  /// A client that has been welcomed.
  func connect(_ library: Client.Library, token: String, query: String = "") async throws -> Client {
    let client = try Client(library, port: port, token: token, query: query)
    try await client.reports.opened()
    let first = try await client.frame()
    guard first.type == "connection_established" else { throw Unexpected(first, instead: "connection_established") }
    return client
  }

  // MARK: HTTP

  func post(_ body: String, token: String, type: String = "application/json") async throws -> HTTPClient.Reply {
    try await Publisher(http, token: token).post(body, type: type)
  }

  /// Publishes events: their ids.
  @discardableResult
  func publish(_ events: [String], token: String) async throws -> [String] {
    let reply = try await post("[\(events.joined(separator: ","))]", token: token)
    guard reply.status == 202 else { throw Unexpected("\(reply.status) \(reply.body)", instead: "202") }
    return try Receipt(reply).ids
  }

  func get(_ path: String) async throws -> HTTPClient.Reply { try await http.get(path) }
  func getFromAdmin(_ path: String, _ headers: [String: String] = [:]) async throws -> HTTPClient.Reply {
    try await admin.get(path, headers)
  }

  func metrics() async throws -> MetricsPage { try MetricsPage(try await getFromAdmin("/metrics").body) }

  /// The counters as soon as they are so.
  func metrics(until condition: (MetricsPage) -> Bool) async throws -> MetricsPage {
    let deadline = ContinuousClock.now + patience
    var page = try await metrics()
    while !condition(page) {
      guard ContinuousClock.now < deadline else { throw Overdue(what: "such counters", instead: "\(page.samples)") }
      page = try await metrics()
    }
    return page
  }

  // MARK: End

  /// Sends a signal and waits for the end.
  func stop(_ signal: Int32 = SIGTERM) async throws -> ChildProcess.End {
    process.send(signal)
    return try await process.end()
  }
}

/// What a test failed with, and what the router logged.
struct RouterFailure: Error, CustomStringConvertible {
  let error: any Error
  let log: String

  var description: String { "\(error)\nThe router's log:\n\(log)" }
}
