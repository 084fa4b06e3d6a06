import Glibc
import RouterCore
import TestSupport
import Testing

/// Clients that lose their connection, or their server, and come back.
struct ResumingTests {
  private static func id(_ welcome: Frame) throws -> String { try #require(welcome.string("session_id")) }

  /// Connects to a session: the client and its welcome.
  private static func resume(
    _ router: JunctorProcess, _ session: String, after last: String?, token: String,
    _ library: Client.Library = .python
  ) async throws -> (client: Client, welcome: Frame) {
    let query = "resume=\(session)" + (last.map { "&last_event_id=\($0)" } ?? "")
    let client = try Client(library, port: router.port, token: token, query: query)
    try await client.reports.opened()
    return (client, try await client.frame())
  }

  /// A client with ids that is subscribed, and its session.
  private static func connect(
    _ router: JunctorProcess, token: String, _ library: Client.Library = .python
  ) async throws -> (client: Client, session: String) {
    let client = try Client(library, port: router.port, token: token, query: "include_ids=true")
    try await client.reports.opened()
    let session = try id(try await client.frame())
    try await client.subscribe("agent_status")
    return (client, session)
  }

  private static func events(_ numbers: ClosedRange<Int>) -> [String] {
    numbers.map { Events.status(agent: "agent_\($0)") }
  }

  private static func ids(_ numbers: ClosedRange<Int>) -> [String] { numbers.map { "msg_\($0)" } }

  @Test(arguments: Client.Library.allCases)
  func `A client that drops out gets what it missed, then what happens, each once`(
    library: Client.Library
  ) async throws {
    try await JunctorProcess.run(.clients) { router in
      let token = try await router.token()
      let (first, session) = try await Self.connect(router, token: token, library)
      try await router.publish(Self.events(1...5), token: token)
      #expect(try await first.frames(5).map(\.id) == Self.ids(1...5))
      try first.close()
      _ = try await first.closing()
      try await router.publish(Self.events(6...900), token: token)

      let (second, welcome) = try await Self.resume(router, session, after: "msg_3", token: token, library)
      #expect(
        welcome.text("data", "resume")
          == #"{"resumed":true,"replayed":897,"gap":null,"oldest_available":"msg_1","exact":true}"#)
      try await router.publish(Self.events(901...905), token: token)
      #expect(try await second.frames(902).map(\.id) == Self.ids(4...905))
      // The subscriptions are the session's.
      try second.send(#"{"type":"unsubscribe","data":{"events":["agent_status"]}}"#)
      #expect(try await second.frame().text("data") == #"{"events":["agent_status"],"agents":[],"status":"removed"}"#)
    }
  }

  @Test func `A client that resumes while its old connection lives ends it with 1001`() async throws {
    try await JunctorProcess.run(.clients) { router in
      let token = try await router.token()
      let (first, session) = try await Self.connect(router, token: token)
      let (second, welcome) = try await Self.resume(router, session, after: nil, token: token)
      #expect(try Self.id(welcome) == session)
      #expect(try await first.closing().closing.code == 1001)
      try await router.publish(Self.events(1...2), token: token)
      #expect(try await second.frames(2).map(\.id) == Self.ids(1...2))
    }
  }

  @Test func `What cannot be resumed begins anew, and says so`() async throws {
    try await JunctorProcess.run(.clients) { router in
      let token = try await router.token()
      let (_, session) = try await Self.connect(router, token: token)
      let other = try await router.token("--subject", "somebody")
      for (name, token) in [("session_1", token), (session, other), ("%20", token)] {
        let (_, welcome) = try await Self.resume(router, name, after: nil, token: token)
        #expect(
          welcome.text("data", "resume")
            == #"{"resumed":false,"replayed":0,"gap":{"reason":"unknown"},"oldest_available":"msg_1","exact":false}"#)
        #expect(try Self.id(welcome) != session)
      }
    }
  }

  @Test(arguments: [true, false])
  func `A session is resumed after the server has been killed or stopped, exactly where it was`(
    isKilled: Bool
  ) async throws {
    let config = SampleConfig(routing: "log: { type: sqlite, path: data/events.db }\n\(SampleConfig.clients.routing)")
    let folder = try TemporaryFolder()
    var (session, token) = ("", "")
    var ids: [String] = []
    try await JunctorProcess.run(config, in: folder) { router in
      token = try await router.token()
      let (client, name) = try await Self.connect(router, token: token)
      session = name
      ids = try await router.publish(Self.events(1...300), token: token)
      #expect(try await client.frames(200).map(\.id) == Array(ids.prefix(200)))
      _ = try await router.stop(isKilled ? SIGKILL : SIGTERM)
    }
    try await JunctorProcess.run(config, in: folder) { router in
      let (client, welcome) = try await Self.resume(router, session, after: ids[199], token: token)
      #expect(
        welcome.text("data", "resume")
          == #"{"resumed":true,"replayed":100,"gap":null,"oldest_available":"\#(ids[0])","exact":true}"#)
      let news = try await router.publish(Self.events(301...310), token: token)
      #expect(try await client.frames(110).map(\.id) == Array(ids.suffix(100)) + news)
    }
  }
}
