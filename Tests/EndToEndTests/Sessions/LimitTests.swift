import RouterCore
import Testing

/// The documents' production limits, by number, with foreign clients.
struct LimitTests {
  private func running(_ body: (JunctorProcess, String) async throws -> Void) async throws {
    var config = SampleConfig.clients
    config.profile = "production"
    try await JunctorProcess.run(config, in: try .withSecret()) { router in
      try await body(router, try await router.token())
    }
  }

  @Test(arguments: Client.Library.allCases)
  func `The 95th message is warned, the 101st refused, the 200th the last`(library: Client.Library) async throws {
    try await running { router, token in
      let client = try await router.connect(library, token: token)
      let message = #"{"type":"configure","data":{}}"#
      for _ in 1...200 { try client.send(message) }
      let (frames, closing) = try await client.closing()
      #expect(closing.code == 1013)
      // One more than messages: the warning follows the answer to the 95th.
      #expect(frames.count == 201)
      let types = frames.map(\.type)
      #expect(types[..<95].allSatisfy { $0 == "configuration_updated" })
      #expect(types[95] == "rate_limit_warning" && frames[95].int("current_usage") == 95)
      #expect(types[96...100].allSatisfy { $0 == "configuration_updated" })
      #expect(types[101...].allSatisfy { $0 == "connection_error" })
      #expect(frames[101].string("error_code") == "RATE_LIMIT_EXCEEDED" && frames[101].int("current") == 101)
      #expect(frames[101...199].allSatisfy { $0.int("close_code") == nil && $0.int("retry_after") ?? 0 > 0 })
      #expect(frames[200].int("close_code") == 1013)
    }
  }

  @Test func `The 21st event type is refused, and the twenty before it stay`() async throws {
    try await running { router, token in
      let client = try await router.connect(.python, token: token)
      let types = try Catalogue().types.map(\.name)
      let names = { (names: ArraySlice<String>) in names.map { "\"\($0)\"" }.joined(separator: ",") }
      try client.send(#"{"type":"subscribe","data":{"events":[\#(names(types[..<20]))]}}"#)
      #expect(try await client.frame().type == "subscription_confirmed")
      try client.send(#"{"type":"subscribe","data":{"events":[\#(names(types[20..<21]))]}}"#)
      let refusal = try await client.frame()
      #expect(refusal.type == "subscription_error" && refusal.string("error_code") == "RATE_LIMIT_EXCEEDED")
      #expect(refusal.int("limit") == 20 && refusal.int("current") == 20)
      // A name of one that is there already is no further type.
      try client.send(#"{"type":"subscribe","data":{"events":[\#(names(types[..<20]))]}}"#)
      #expect(try await client.frame().type == "subscription_confirmed")
    }
  }

  @Test func `The sixth connection is told so, and the others that they are five`() async throws {
    try await running { router, token in
      var clients: [Client] = []
      for _ in 1...5 { clients.append(try await router.connect(.node, token: token)) }
      let sixth = try Client(.python, port: router.port, token: token)
      try await sixth.reports.opened()
      let (frames, closing) = try await sixth.closing()
      #expect(frames.map(\.type) == ["connection_error"] && closing.code == 1013)
      #expect(frames.first?.string("error_code") == "CONNECTION_LIMIT_EXCEEDED")
      for client in clients {
        var news = try await client.reports.anyFrame()
        while news.int("active_connections") ?? 5 < 5 { news = try await client.reports.anyFrame() }
        #expect(news.type == "connection_pool_info" && news.int("max_connections") == 5)
      }
      try clients[0].close()
      _ = try await clients[0].closing()
      _ = try await router.connect(.python, token: token)
    }
  }
}
