import Testing

/// permessage-deflate with the libraries, which offer it by default, and with those who misuse it.
struct CompressionTests {
  private static let long = String(repeating: "a long reason, ", count: 200)

  @Test(arguments: [true, false])
  func `Clients of both libraries get large events, compressed or not`(isOn: Bool) async throws {
    var config = SampleConfig.clients
    config.compression = isOn
    try await JunctorProcess.run(config) { router in
      let token = try await router.token()
      var texts: [[String]] = []
      for library in Client.Library.allCases {
        let client = try await router.connect(library, token: token)
        try await client.subscribe("agent_status")
        try await router.publish([Events.status(reason: Self.long), Events.status()], token: token)
        texts.append(try await client.frames(2).map(\.text))
        // And what they say themselves comes compressed.
        try client.send(#"{"type":"ping","id":"\#(Self.long)"}"#)
        #expect(try await client.frame().text("id") == "\"\(Self.long)\"")
      }
      #expect(texts.allSatisfy { $0[0].contains(Self.long) && $0[1].contains("agent_status") })
      let compressed = try await router.metrics().sum("junctor_compressed_frames_total")
      // Two events and two answers; the small event never is. The first client may be on another loop and hear the second.
      #expect(isOn ? (4...5).contains(compressed) : compressed == 0, "\(compressed)")
    }
  }

  @Test(arguments: Client.Library.allCases)
  func `A client switches compression off and on`(library: Client.Library) async throws {
    try await JunctorProcess.run(.clients) { router in
      let token = try await router.token()
      let client = try await router.connect(library, token: token)
      try await client.subscribe("agent_status")
      for (isOn, count) in [(false, 0), (true, 1)] {
        try client.send(#"{"type":"configure","data":{"compression":\#(isOn)}}"#)
        #expect(try await client.frame().text("data", "compression") == "\(isOn)")
        try await router.publish([Events.status(reason: Self.long)], token: token)
        #expect(try await client.frame().string("reason") == Self.long)
        #expect(try await router.metrics().sum("junctor_compressed_frames_total") == count)
      }
    }
  }

  private static let block: [UInt8] = [0x00, 0x00, 0x00, 0xFF, 0xFF]

  private struct Offence: Sendable {
    let name: String
    var frames: [RawClient.Frame] = []
    var bombs: [RawClient.Bomb] = []
    let code: Int
  }

  private static let offences = [
    // About 1000:1, and again so; 64 KiB at once and in a fragment that is never continued.
    Offence(name: "a bomb", bombs: [.init(first: 0xC1, bomb: 32 << 20)], code: 1009),
    Offence(name: "the first fragment of a bomb", bombs: [.init(first: 0x41, bomb: 32 << 20)], code: 1009),
    Offence(name: "a binary bomb", bombs: [.init(first: 0xC2, bomb: 32 << 20)], code: 1009),
    // Inflated once: what comes out is no text, and nobody inflates it again.
    Offence(name: "a bomb in a message", bombs: [.init(first: 0xC1, bomb: 32 << 20, times: 2)], code: 1007),
    Offence(
      name: "fragments without end that come to nothing",
      frames: [.init(first: 0x42, payload: block)]
        + Array(repeating: .init(first: 0x00, payload: Array(repeating: block, count: 100).flatMap(\.self)), count: 600),
      code: 1009),
    Offence(
      name: "more fragments than a message has",
      frames: [.init(first: 0x42, payload: block)] + Array(repeating: .init(first: 0x00), count: 4096), code: 1009),
    Offence(name: "a second reserved bit", frames: [.init(first: 0xE1, payload: [0])], code: 1002),
    Offence(name: "a third reserved bit", frames: [.init(first: 0x91, payload: [0])], code: 1002),
    Offence(name: "a compressed ping", frames: [.init(first: 0xC9)], code: 1002),
    Offence(
      name: "a continuation that is compressed", frames: [.init(first: 0x41, payload: [0]), .init(first: 0xC0)],
      code: 1002),
    Offence(name: "no DEFLATE", frames: [.init(first: 0xC1, payload: Array("Hello".utf8))], code: 1007),
    Offence(name: "half a message", frames: [.init(first: 0xC1, payload: [0xF2, 0x48])], code: 1007),
    Offence(
      name: "a reference to the message before",
      frames: [
        .init(first: 0xC2, payload: [0xF2, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00]),
        .init(first: 0xC2, payload: [0xF2, 0x00, 0x11, 0x00, 0x00]),
      ], code: 1007),
  ]

  @Test func `Misused compression closes with the code for it, takes no memory and disturbs nobody`() async throws {
    try await JunctorProcess.run(.clients) { router in
      let token = try await router.token()
      let quiet = try await router.connect(.python, token: token)
      try await quiet.subscribe("agent_status")
      let before = try #require(try await router.metrics().value("process_resident_memory_bytes"))
      for offence in Self.offences {
        let client = try await RawClient(port: router.port, token: token, extensions: "permessage-deflate")
        for frame in offence.frames { try client.send(frame) }
        for bomb in offence.bombs { try client.send(bomb) }
        #expect(try await client.reports.closing().closing.code == offence.code, "\(offence.name)")
      }
      let after = try #require(try await router.metrics().value("process_resident_memory_bytes"))
      #expect(after - before < Double(32 << 20))
      try await router.publish([Events.status(reason: Self.long)], token: token)
      #expect(try await quiet.frame().string("reason") == Self.long)
    }
  }

  @Test func `Who floods with pings and does not read is read no further`() async throws {
    try await JunctorProcess.run(.clients) { router in
      let token = try await router.token()
      let flooder = try await RawClient(port: router.port, token: token, extensions: "permessage-deflate")
      let other = try await router.connect(.node, token: token)
      let before = try #require(try await router.metrics().value("process_resident_memory_bytes"))
      try flooder.pause()
      // 125 MB, of which the kernel's buffers take some.
      let sent = try await flooder.flood(1_000_000)
      #expect(sent < 400_000)
      let after = try #require(try await router.metrics().value("process_resident_memory_bytes"))
      #expect(after - before < Double(32 << 20))
      try other.send(#"{"type":"ping"}"#)
      #expect(try await other.frame().type == "pong")
    }
  }
}
