import Testing

/// Clients that do what they should not.
struct MisuseTests {
  @Test(arguments: Client.Library.allCases)
  func `What is no message is answered, and the connection lives`(library: Client.Library) async throws {
    try await JunctorProcess.run(.clients) { router in
      let client = try await router.connect(library, token: try await router.token())
      for text in ["{", "[]", "7", #"{"type":7}"#, #"{"type":"dance"}"#, #"{"a":1,"a":2}"#, ""] {
        try client.send(text)
        let answer = try await client.frame()
        #expect(answer.type == "connection_error", "\(text)")
        #expect(answer.string("error_code") == "INVALID_MESSAGE_FORMAT", "\(text)")
        #expect(answer.text("data", "close_code") == nil, "\(text)")
      }
      try client.send(#"{"type":"ping","id":[1]}"#)
      let pong = try await client.frame()
      #expect(pong.type == "pong")
      #expect(pong.text("id") == "[1]")
      try client.close()
      #expect(try await client.closing().closing.code == 1000)
    }
  }

  @Test(arguments: Client.Library.allCases)
  func `The tenth unusable message in a minute is the last`(library: Client.Library) async throws {
    try await JunctorProcess.run(.clients) { router in
      let client = try await router.connect(library, token: try await router.token())
      for _ in 0..<10 { try client.send("?") }
      let (answers, closing) = try await client.closing()
      #expect(answers.map(\.type) == Array(repeating: "connection_error", count: 10))
      #expect(answers.map { $0.int("close_code") } == Array(repeating: nil, count: 9) + [1013])
      #expect(closing.code == 1013)
    }
  }

  @Test(arguments: [(profile: "production", size: 65_536), (profile: "development", size: 131_072)])
  func `A message may have the profile's size and not one byte more`(profile: String, size: Int) async throws {
    var config = SampleConfig.clients
    config.profile = profile
    try await JunctorProcess.run(config, in: try .withSecret()) { router in
      let token = try await router.token()
      let frame = #"{"type":"ping","id":""}"#
      func message(_ size: Int) -> String {
        #"{"type":"ping","id":"\#(String(repeating: "x", count: size - frame.utf8.count))"}"#
      }
      for library in Client.Library.allCases {
        let client = try await router.connect(library, token: token)
        try client.send(message(size))
        #expect(try await client.frame().type == "pong")
        try client.send(message(size + 1))
        #expect(try await client.closing().closing.code == 1009)
      }
    }
  }

  @Test func `Binary messages are answered as unusable`() async throws {
    try await JunctorProcess.run(.clients) { router in
      let client = try await router.connect(.node, token: try await router.token())
      try client.send(binary: Array(#"{"type":"ping"}"#.utf8))
      #expect(try await client.frame().string("error_code") == "INVALID_MESSAGE_FORMAT")
    }
  }

  @Test func `Text that is not UTF-8 closes with 1007`() async throws {
    try await JunctorProcess.run(.clients) { router in
      let client = try await router.connect(.node, token: try await router.token())
      try client.send(unchecked: [0x22, 0xC3, 0x28, 0x22])
      #expect(try await client.closing().closing.code == 1007)
    }
  }

  private static let text = Array(#"{"type":"ping"}"#.utf8)

  struct Offence: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let frames: [RawClient.Frame]
    var code = 1002
  }

  private static let offences = [
    Offence(testDescription: "unmasked", frames: [.init(first: 0x81, payload: text, isMasked: false)]),
    Offence(testDescription: "a reserved bit", frames: [.init(first: 0xC1, payload: text)]),
    Offence(testDescription: "an unknown opcode", frames: [.init(first: 0x83, payload: text)]),
    Offence(testDescription: "an unknown control opcode", frames: [.init(first: 0x8B)]),
    Offence(testDescription: "a continuation of nothing", frames: [.init(first: 0x80, payload: text)]),
    Offence(
      testDescription: "a message inside a message",
      frames: [.init(first: 0x01, payload: text), .init(first: 0x81, payload: text)]),
    Offence(testDescription: "a fragmented ping", frames: [.init(first: 0x09)]),
    Offence(testDescription: "a long ping", frames: [.init(first: 0x89, payload: Array(repeating: 0x20, count: 126))]),
    Offence(testDescription: "a close of one byte", frames: [.init(first: 0x88, payload: [3])]),
    Offence(testDescription: "close code 1005", frames: [.init(first: 0x88, payload: [0x03, 0xED])]),
    Offence(testDescription: "UTF-8 that ends early", frames: [.init(first: 0x81, payload: [0xE2, 0x82])], code: 1007),
    Offence(
      testDescription: "a reason that is not UTF-8", frames: [.init(first: 0x88, payload: [0x03, 0xE8, 0xFF])],
      code: 1007),
    Offence(
      testDescription: "fragments that add up to too much",
      frames: [
        .init(first: 0x01, payload: Array(repeating: 0x20, count: 100_000)),
        .init(first: 0x80, payload: Array(repeating: 0x20, count: 100_000)),
      ], code: 1009),
  ]

  @Test func `Broken framing closes with the code for it`() async throws {
    try await JunctorProcess.run(.clients) { router in
      let token = try await router.token()
      for offence in Self.offences {
        let client = try await RawClient(port: router.port, token: token)
        for frame in offence.frames { try client.send(frame) }
        let (frames, closing) = try await client.reports.closing()
        #expect(frames.isEmpty, "\(offence.testDescription)")
        #expect(closing.code == offence.code, "\(offence.testDescription): \(closing)")
      }
    }
  }

  @Test func `A message in fragments with pings between them is one message`() async throws {
    try await JunctorProcess.run(.clients) { router in
      let client = try await RawClient(port: router.port, token: try await router.token())
      try client.send(.init(first: 0x01, payload: Array(Self.text.prefix(5))))
      try client.send(.init(first: 0x89))
      try client.send(.init(first: 0x00))
      try client.send(.init(first: 0x80, payload: Array(Self.text.dropFirst(5))))
      #expect(try await client.reports.frame().type == "pong")
    }
  }

  @Test func `A client that does not read is let go, and the others miss nothing`() async throws {
    var config = SampleConfig.clients
    config.outboundQueue = "1MiB"
    try await JunctorProcess.run(config) { router in
      let token = try await router.token()
      let slow = try await RawClient(port: router.port, token: token)
      let quick = try await router.connect(.node, token: token, query: "include_ids=true")
      let subscription = #"{"type":"subscribe","data":{"events":["agent_status"]}}"#
      try slow.send(.init(first: 0x81, payload: Array(subscription.utf8)))
      _ = try await slow.reports.frame()
      try slow.pause()
      try await quick.subscribe("agent_status")

      // More than the system keeps for a connection that nobody reads from.
      let large = Events.status(reason: String(repeating: "x", count: 100_000))
      for _ in 0..<120 {
        let ids = try await router.publish([large], token: token)
        #expect(try await quick.frame().id == ids.first)
      }
      #expect(try await router.process.errors.line(with: "a slow client is disconnected").contains("session="))
      try await router.expectBalance()
    }
  }
}
