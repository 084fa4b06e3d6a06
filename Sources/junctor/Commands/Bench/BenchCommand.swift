import ArgumentParser
import Foundation
import LoadBench

struct BenchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "Measure a running server.",
    discussion: """
      Connects clients, loads the server and prints deliveries per second, the server's CPU and memory, and latencies. \
      Start the server with 'server: { profile: unlimited }' and a pipeline from 'ingest' to 'clients', and make a token \
      with 'junctor token CONFIG'. Exit code 1: events were lost, repeated or reordered, or there was nothing to measure.
      """,
    subcommands: [FanOutBench.self, OwnAgentBench.self, IdleBench.self, RequestReplyBench.self, LogAppendBench.self])
}

/// What all scenarios ask for.
struct BenchTarget: ParsableArguments {
  enum Format: String, ExpressibleByArgument, CaseIterable { case text, json }

  @Option(help: "The server: ws://HOST:PORT, wss://HOST:PORT or unix:PATH.")
  var url = "ws://127.0.0.1:8000"

  @Option(help: "The server's admin listener, which tells its CPU and memory: http://HOST:PORT.")
  var admin = "http://127.0.0.1:8001"

  @Option(help: "A token with view_agents and publish_events; without it the environment variable JUNCTOR_TOKEN.")
  var token: String?

  @Option(help: "A PEM file with the certificates to trust; without it those that the system trusts.")
  var ca: String?

  @Flag(help: "Ask for compressed frames (permessage-deflate) and inflate them.") var deflate = false
  @Option(help: "Connections.") var clients = 100
  @Option(help: "Threads that receive.") var threads = 1
  @Option(help: "Handshakes under way at a time.") var connecting = 64
  @Option(help: "How long nothing may arrive before what is missing counts as lost.")
  var patience = DurationArgument(.seconds(10))
  @Option(help: "How to print: for people or for programs.") var format = Format.text

  func validate() throws {
    try atLeastOne(clients, "clients")
    try atLeastOne(threads, "threads")
    try atLeastOne(connecting, "connecting")
    _ = (try server(), try adminServer(), try requireToken())
  }

  func server() throws -> ServerURL {
    guard let url = ServerURL(parsing: url, scheme: "ws") else {
      throw ValidationError("--url '\(url)' is no server: write ws://HOST:PORT, wss://HOST:PORT or unix:PATH")
    }
    return url
  }

  private func adminServer() throws -> ServerURL {
    guard let admin = ServerURL(parsing: admin, scheme: "http") else {
      throw ValidationError("--admin '\(admin)' is no server: write http://HOST:PORT")
    }
    return admin
  }

  private func requireToken() throws -> String {
    let token = token ?? ProcessInfo.processInfo.environment["JUNCTOR_TOKEN"] ?? ""
    guard !token.isEmpty else {
      throw ValidationError(
        "a token is missing: make one with 'junctor token CONFIG', give it by --token or JUNCTOR_TOKEN")
    }
    guard token.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else {
      throw ValidationError("the token has characters that no token has")
    }
    return token
  }

  func run(_ scenario: Scenario, _ length: RunLength, warmUp: RunLength?) async throws {
    var options = BenchOptions(
      scenario: scenario, server: try server(), admin: try adminServer(), token: try requireToken(), clients: clients,
      length: length, warmUp: warmUp)
    options.certificates = ca
    options.deflate = deflate
    options.threads = threads
    options.connecting = connecting
    options.patience = patience.value
    let report = try await Bench(options).run()
    switch format {
    case .text: print(TextReport(report).text, terminator: "")
    case .json: print(JSONReport(report).text, terminator: "")
    }
    if !report.isClean { throw ExitCode(1) }
  }
}

func atLeastOne(_ value: Int?, _ name: String) throws {
  if let value, value < 1 { throw ValidationError("--\(name) must be at least 1") }
}
