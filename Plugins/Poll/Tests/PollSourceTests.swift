import ConfigSchema
import RouterCore
import TestSupport
import Testing

@testable import PollPlugin

@Suite(.timeLimit(.minutes(1))) struct PollSourceTests {
  private static let mapping = """
    event: { type: agent_status, data: { agent_id: id, old_status: { value: idle }, new_status: state } }
    """
  private let bench = SourceBench()

  private func source(_ fetcher: ScriptedFetcher, _ keys: String) throws -> PollSource {
    let config = PollConfig.sample("{ url: 'http://h/x', every: 10s, \(keys), \(Self.mapping) }")
    return PollSource(config: config, url: try PollURL(parsing: "http://h/x"), context: bench.context) { fetcher }
  }

  private func again() async { await bench.time.advance(by: .seconds(10), times: 1) }

  private var agents: [String] { bench.events.compactMap(\.agent) }

  private func items(_ ids: String...) -> String {
    #"{"list":[\#(ids.map { #"{"id":"\#($0)","state":"active"}"# }.joined(separator: ","))]}"#
  }

  @Test func `items are told once, in the order of the list`() async throws {
    let fetcher = ScriptedFetcher(items("a", "b"))
    try await bench.running(source(fetcher, "items: list, key: id")) {
      await bench.time.waitForSleepers()
      #expect(agents == ["a", "b"])
      fetcher.say(items("a", "c", "b", "d", "c"))
      await again()
      #expect(agents == ["a", "b", "c", "d"])
      await again()
      #expect(agents == ["a", "b", "c", "d"])
    }
  }

  @Test func `a restart repeats nothing and asks with the validator of before`() async throws {
    let fetcher = ScriptedFetcher(items("a", "b"), tag: "\"1\"")
    try await bench.running(source(fetcher, "items: list, key: id")) { await bench.time.waitForSleepers() }
    fetcher.say(items("b", "c"))
    try await bench.running(source(fetcher, "items: list, key: id")) { await bench.time.waitForSleepers() }
    #expect(agents == ["a", "b", "c"])
    #expect(fetcher.questions.value.map(\.tag) == [nil, "\"1\""])
  }

  @Test func `what an earlier answer had long ago is forgotten`() async throws {
    let fetcher = ScriptedFetcher(items("a", "b"))
    try await bench.running(source(fetcher, "items: list, key: id, remember: 2")) {
      await bench.time.waitForSleepers()
      for next in [items("c"), items("b", "a")] {
        fetcher.say(next)
        await again()
      }
      #expect(agents == ["a", "b", "c", "a"])
    }
  }

  @Test func `a document is told when it has changed`() async throws {
    let fetcher = ScriptedFetcher(#"{"id":"a","state":"active"}"#)
    try await bench.running(source(fetcher, "emit: changes")) {
      await bench.time.waitForSleepers()
      await again()
      #expect(bench.events.count == 1)
      fetcher.say(#"{"id":"a","state":"idle"}"#)
      await again()
      #expect(bench.events.count == 2)
    }
  }

  @Test func `or at every answer, unconditionally`() async throws {
    let fetcher = ScriptedFetcher(#"{"id":"a","state":"active"}"#, tag: "t")
    try await bench.running(source(fetcher, "emit: always")) {
      await bench.time.waitForSleepers()
      await again()
      #expect(bench.events.count == 2)
      #expect(fetcher.questions.value.allSatisfy { $0.tag == nil })
    }
  }

  @Test func `what is there at first may be left out`() async throws {
    let fetcher = ScriptedFetcher(items("a"))
    try await bench.running(source(fetcher, "items: list, key: id, initial: skip")) {
      await bench.time.waitForSleepers()
      fetcher.say(items("a", "b"))
      await again()
      #expect(agents == ["b"])
    }
  }

  @Test(arguments: ["no json", "{}", #"{"list":{}}"#, #"{"list":[1,2,3]}"#])
  func `an answer that is of no use is a failure, and the source recovers`(answer: String) async throws {
    let fetcher = ScriptedFetcher(answer)
    try await bench.running(source(fetcher, "items: list, key: id, remember: 2")) {
      await bench.time.waitForSleepers()
      #expect(agents == [])
      fetcher.say(items("a"))
      await again()
      #expect(agents == ["a"])
    }
  }

  @Test func `failures are followed by growing pauses, or those that the server asks for`() async throws {
    let fetcher = ScriptedFetcher("")
    fetcher.answer.change { $0 = .failure(FetchFailure("x", retryAfter: .seconds(1000))) }
    try await bench.running(source(fetcher, "emit: changes")) {
      await bench.time.waitForSleepers()
      #expect(bench.time.nextDeadline == VirtualTime.start + .seconds(1000))
      fetcher.answer.change { $0 = .failure(FetchFailure("x")) }
      for _ in 0..<8 {
        await bench.time.advance(by: .seconds(1000), times: 1)
      }
      let pause = (bench.time.nextDeadline ?? .distantPast) - bench.time.now()
      #expect(pause >= .seconds(150))
      #expect(pause <= .seconds(300))
    }
  }

  @Test func `parts that are no events are left out and counted once`() async throws {
    let fetcher = ScriptedFetcher(#"{"list":[{"id":"a"},{"state":"x"},{"id":"b","state":"active"},{"id":[]}]}"#)
    try await bench.running(source(fetcher, "items: list, key: id")) {
      await bench.time.waitForSleepers()
      #expect(agents == ["b"])
      #expect(bench.counters.rejected.load() == 3)
    }
  }

  @Test func `an item that has changed under its key is told again`() async throws {
    let fetcher = ScriptedFetcher(#"{"list":[{"id":"a","state":"active"},{"id":"b","state":"active"}]}"#)
    let source = try source(fetcher, "items: list, key: id")
    try await bench.running(source) { await bench.time.waitForSleepers() }
    fetcher.say(#"{"list":[{"id":"a","state":"idle"},{"id":"b","state":"active"},{"id":"b","state":"idle"}]}"#)
    try await bench.running(source) {
      await bench.time.waitForSleepers()
      await again()
      #expect(agents == ["a", "b", "a"])
    }
  }

  @Test func `keys of different kinds are different items`() async throws {
    let fetcher = ScriptedFetcher(#"{"list":[{"n":1,"id":"a","state":"active"}]}"#)
    try await bench.running(source(fetcher, "items: list, key: n")) {
      await bench.time.waitForSleepers()
      fetcher.say(#"{"list":[{"n":1,"id":"a","state":"active"},{"n":"1","id":"b","state":"active"}]}"#)
      await again()
      await again()
      #expect(agents == ["a", "b"])
    }
  }

  @Test func `what was no event by a wrong mapping is told by the right one`() async throws {
    let fetcher = ScriptedFetcher(items("a", "b"), tag: "\"1\"")
    let wrong = PollConfig.sample(
      """
      { url: 'http://h/x', items: list, key: id,
        event: { type: agent_status, data: { agent_id: name, old_status: { value: idle }, new_status: state } } }
      """)
    let url = try PollURL(parsing: "http://h/x")
    try await bench.running(PollSource(config: wrong, url: url, context: bench.context) { fetcher }) {
      await bench.time.waitForSleepers()
      #expect(bench.counters.rejected.load() == 2)
    }
    try await bench.running(source(fetcher, "items: list, key: id")) { await bench.time.waitForSleepers() }
    #expect(agents == ["a", "b"])
    #expect(fetcher.questions.value.map(\.tag) == [nil, nil])
  }

  @Test func `what was no event is asked for until it is one`() async throws {
    let fetcher = ScriptedFetcher(#"{"list":[{"id":"a"},{"id":"b","state":"active"}]}"#, tag: "\"1\"")
    try await bench.running(source(fetcher, "items: list, key: id")) {
      await bench.time.waitForSleepers()
      await again()
      #expect(bench.counters.rejected.load() == 2)
      fetcher.say(items("a", "b"), tag: "\"2\"")
      await again()
      await again()
      #expect(agents == ["b", "a"])
      #expect(fetcher.questions.value.map(\.tag) == [nil, nil, nil, "\"2\""])
    }
  }

  @Test func `what was stored for another way to make events says nothing`() throws {
    let url = try PollURL(parsing: "http://h/1")
    let one = PollConfig.sample("{ url: 'http://h/1', items: a, key: b }").identity(url)
    for other in ["items: a", "items: b, key: a", "items: a, key: b, event: { type: agent_status }"] {
      #expect(PollConfig.sample("{ url: 'http://h/1', \(other) }").identity(url) != one)
    }
    #expect(PollConfig.sample("{ url: 'http://h/1', items: a, key: b, every: 1s }").identity(url) == one)
    var memory = PollMemory(identity: one)
    memory.note([.init(key: 1, content: 1), .init(key: .max, content: 7)], limit: 10)
    (memory.tag, memory.modified, memory.document, memory.isNew) = ("\"t\"", "m", .max, false)
    #expect(PollMemory(try memory.text, identity: one) == memory)
    #expect(PollMemory(try memory.text, identity: one &+ 1) == nil)
    #expect(PollMemory("1:2:3:4:5", identity: one) == nil)
  }
}

@Suite struct ComplaintsTests {
  @Test func `something new is said, the same now and then`() {
    var complaints = Complaints()
    let start = VirtualTime.start
    #expect(complaints.admit("a", at: start) == 0)
    #expect(complaints.admit("a", at: start + .seconds(1)) == nil)
    #expect(complaints.admit("b", at: start + .seconds(2)) == 0)
    #expect(complaints.admit("b", at: start + .seconds(3)) == nil)
    #expect(complaints.admit("b", at: start + .seconds(62)) == 1)
    let flood = (0..<100).compactMap { complaints.admit("\($0)", at: start + .seconds(70)) }
    #expect(flood.count <= 10)
  }
}

@Suite struct PollConfigTests {
  @Test(arguments: [
    ("{}", "1:1 error: missing key 'url'"),
    ("url: example.com", "1:6 error: the URL must begin with https:// or http://"),
    ("url: 'http://user:word@h/'", "1:6 error: the URL must not contain a user or password: name them in 'headers'"),
    ("url: 'http://h/#a'", "1:6 error: the URL must not have a fragment ('#…')"),
    ("url: 'http://h:99999/'", "1:6 error: the URL's port must be between 1 and 65535"),
    ("{ url: 'http://h', key: id }", "1:25 error: 'key' is for items: say with 'items' where they are"),
    ("{ url: 'http://h', every: 1ms }", "1:27 error: 'every' must be between 100ms and 1d"),
    ("{ url: 'http://h', max_pause: 1s }", "1:31 error: 'max_pause' is shorter than 'every'"),
    (
      "{ url: 'http://h', emit: always, initial: skip }",
      "1:43 error: 'initial: skip' has no meaning with 'emit: always'"
    ),
    ("{ url: 'http://h', headers: { Host: a } }", "1:31 error: the header 'Host' is the source's own"),
    ("{ url: 'http://h', headers: { 'a b': a } }", "1:31 error: 'a b' is no name of a header"),
    (
      "{ url: 'http://h', headers: { A: x, a: y } }",
      "1:37 error: the header 'a' is there twice: case makes no difference"
    ),
  ])
  func `mistakes are reported where they are`(yaml: String, finding: String) {
    #expect(PollConfig.read(yaml).findings == [finding])
  }

  @Test(arguments: [
    ("/b", "http://h:1/b"), ("c?d", "http://h:1/a/c?d"), ("http://other/x", "http://other/x"), ("#f", "http://h:1/a/b"),
    ("ftp://h/x", nil), ("https://h/", "https://h/"),
  ])
  func `redirects are followed from where they are`(location: String, target: String?) throws {
    #expect(try PollURL(parsing: "http://h:1/a/b").following(location)?.text == target)
    #expect(try PollURL(parsing: "https://h/a").following("http://h/a") == nil)
  }

  @Test func `every property has a key, and every key its words in the README`() throws {
    #expect(DeclarationCheck.problems(of: PollConfig.self) == [])
    let readme = try Readme(beside: #filePath)
    readme.expectKeys(of: PollConfig.self)
    readme.expectExamples(in: "sources", of: pollSourceFactory)
  }

  @Test func `an unknown type of event is found with the config`() {
    var diagnostics = Diagnostics()
    pollSourceFactory.check(.yaml("{ url: 'http://h', event: { type: nonsense } }"), .standard, &diagnostics)
    #expect(diagnostics.lines == ["1:35 error: unknown event type 'nonsense'"])
  }
}
