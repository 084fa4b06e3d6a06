import ConfigSchema
import RouterCore
import Synchronization
import TestSupport
import Testing

@testable import RouterGateway

@Suite(.timeLimit(.minutes(1)))
struct MaintenanceRouteTests {
  /// Keeps what it is told, or fails.
  private final class FakeSwitch: MaintenanceSwitch {
    private let state = Mutex(Maintenance())
    private let failure: EmitError?

    init(_ failure: EmitError? = nil) { self.failure = failure }

    func run(_ emitter: Emitter) async throws {}
    func maintenance(_ emitter: Emitter) -> Maintenance { state.withLock { $0 } }

    func switchMaintenance(
      to wanted: Maintenance, _ emitter: Emitter
    ) async throws(EmitError) -> (state: Maintenance, hasChanged: Bool) {
      if let failure { throw failure }
      return state.withLock { state in
        defer { state = wanted }
        return (wanted, state != wanted)
      }
    }
  }

  private static func running(
    _ lever: FakeSwitch?, _ body: @escaping @Sendable (LoopbackClient) async throws -> Void
  ) async throws {
    let sources = lever.map { lever in [Deployment.SourceSpec(name: "router", type: "fake") { _ in lever }] } ?? []
    var admin = AdminConfig()
    admin.listen = .tcp(host: "127.0.0.1", port: 0)
    try await GatewayBench.running(admin: admin, sources: sources) { bench in
      let port = try #require(bench.places.last?.port)
      try await LoopbackClient.connected(to: port, body)
    }
  }

  private static func post(
    _ body: String, _ client: LoopbackClient, type: String? = "application/json"
  ) async throws -> HTTPMessage {
    let header = type.map { "Content-Type: \($0)\r\n" } ?? ""
    return try #require(try await client.request("POST", "/admin/maintenance", header, body: body))
  }

  @Test func `It is switched and shown`() async throws {
    try await Self.running(FakeSwitch()) { client in
      #expect(try await client.request("GET", "/admin/maintenance")?.body == #"{"enabled":false}"#)
      let reply = try await Self.post(
        #"{"enabled":true,"message":"a\nb"}"#, client, type: "Application/JSON ; charset=utf-8")
      #expect(reply.status == 200)
      #expect(reply.body == #"{"enabled":true,"message":"a\nb","changed":true}"#)
      #expect(try await Self.post(#"{"enabled":true,"message":"a\nb"}"#, client).body.hasSuffix(#""changed":false}"#))
      #expect(try await client.request("GET", "/admin/maintenance")?.body == #"{"enabled":true,"message":"a\nb"}"#)
      #expect(try await client.request("HEAD", "/admin/maintenance")?.status == 200)
    }
  }

  @Test func `What cannot be read is refused with a problem document`() async throws {
    try await Self.running(FakeSwitch()) { client in
      let refused: [(body: String, type: String?, status: Int)] = [
        (#"{"enabled":true}"#, nil, 415), (#"{"enabled":true}"#, "text/plain", 415),
        (#"{"enabled":true}"#, "application/jsonp", 415), ("", "application/json", 400), ("{", "application/json", 400),
        (#"{"enabled":true,"enabled":false}"#, "application/json", 400), ("{}", "application/json", 422),
      ]
      for sample in refused {
        let reply = try await Self.post(sample.body, client, type: sample.type)
        #expect(reply.status == sample.status, "\(sample)")
        #expect(reply.headers["content-type"] == "application/problem+json")
      }
      for method in ["PUT", "DELETE", "PATCH"] {
        let reply = try await client.request(method, "/admin/maintenance")
        #expect(reply?.status == 405)
        #expect(reply?.headers["allow"] == "GET, HEAD, POST")
      }
      #expect(try await client.request("GET", "/admin/maintenance")?.body == #"{"enabled":false}"#)
    }
  }

  @Test func `A body has a bound`() async throws {
    try await Self.running(FakeSwitch()) { client in
      let reply = try await Self.post(String(repeating: " ", count: 16385), client)
      #expect(reply.status == 413)
    }
  }

  @Test(
    arguments: [
      (.refused(.full), 503, "too many events wait"), (.refused(.closed), 503, "the server is stopping"),
      (.refused(.unavailable("no disk")), 503, "the event log cannot be written: no disk"),
      (.invalid(.disabledType("maintenance_mode")), 409, "switched off in this deployment"),
    ] as [(EmitError, Int, String)])
  func `When clients cannot be told, nothing is said to have changed`(
    _ error: EmitError, _ status: Int, _ words: String
  ) async throws {
    try await Self.running(FakeSwitch(error)) { client in
      let reply = try await Self.post(#"{"enabled":true}"#, client)
      #expect(reply.status == status)
      #expect(reply.body.contains(words))
      #expect((reply.headers["retry-after"] != nil) == (status == 503))
    }
  }

  @Test func `Without a source that tells it, the answer says what to add`() async throws {
    try await Self.running(nil) { client in
      for method in ["GET", "POST"] {
        let reply = try await client.request(
          method, "/admin/maintenance", "Content-Type: application/json\r\n", body: #"{"enabled":true}"#)
        #expect(reply?.status == 409)
        #expect(reply?.json?.root["detail"]?.string?.contains("type: system") == true)
      }
    }
  }
}
