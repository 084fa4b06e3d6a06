import ConfigSchema
import RouterConfig
import TestSupport
import Testing

struct YAMLReaderTests {
  private func messages(_ text: String) -> [String] {
    YAMLReader.read(text, file: "test.yaml").1.all.map(\.message)
  }

  private func tree(_ text: String) throws -> ConfigNode {
    let (node, diagnostics) = YAMLReader.read(text, file: "test.yaml")
    #expect(diagnostics.all == [])
    return try #require(node)
  }

  @Test(arguments: 0..<300)
  func `A tree that is written and read again is equal, and its marks point at its text`(seed: UInt64) throws {
    var random = RandomTree(seed: seed)
    let node = random.node()
    try #require(!node.isNull)
    let text = random.write(node)
    let (read, diagnostics) = YAMLReader.read(text, file: "test.yaml")
    try #require(diagnostics.all == [], "\(text)")
    let result = try #require(read)
    #expect(result == node, "\(text)")
    let marks = result.marks.map { RandomTree.Mark(text: $0.text, start: $0.range.start) }
    #expect(marks == random.marks, "\(text)")
  }

  @Test func `A range covers exactly its value`() throws {
    let text = """
      server:   # a comment
        listen: [ "a", b c ]  # another

        idle: 'x'
      # a comment
      sinks:
      - one: {a: 1}
      - two

      last: >
        folded
      """
    let source = SourceText(file: "test.yaml", text: text)
    let root = try tree(text)
    func shown(_ node: ConfigNode?) -> String? { node.flatMap { source.text(at: $0.range) }.map(String.init) }
    #expect(shown(root["server"]?["listen"]) == #"[ "a", b c ]"#)
    #expect(root["server"]?["listen"]?.elements?.map { shown($0) } == [#""a""#, "b c"])
    #expect(shown(root["server"]?["idle"]) == "'x'")
    #expect(shown(root["sinks"]?.elements?.first) == "one: {a: 1}")
    #expect(shown(root["sinks"]?.elements?.first?["one"]) == "{a: 1}")
    // A block ends where its last value does, not behind the comments that follow.
    #expect(root["server"]?.range.end == SourcePosition(line: 4, column: 12))
    #expect(root["sinks"]?.range.end == SourcePosition(line: 8, column: 6))
    #expect(root.entries?.map { source.text(at: $0.key.range) } == ["server", "sinks", "last"])
  }

  @Test func `Columns count Unicode scalars`() throws {
    let root = try tree("監査: \"🏀🏀\" # x\n")
    #expect(root["監査"]?.range.start.column == 5)
    #expect(root["監査"]?.range.end.column == 9)
    #expect(try tree("\u{FEFF}a: 1")["a"]?.range.start.column == 4)
  }

  @Test func `Quotes make a string of what looks like something else`() throws {
    let root = try tree("{ a: null, b: 'null', c: !!str null, d: ! 1 }")
    #expect(root["a"]?.isNull == true)
    #expect(["b", "c", "d"].map { root[$0]?.scalar?.isPlain } == [false, false, false])
  }

  @Test func `An alias is the value it names, standing where the alias stands`() throws {
    let root = try tree("a: &x { k: 1 }\nb: *x\nc: &x 2\nd: *x")
    #expect(root["b"] == root["a"])
    #expect(root["b"]?.range.start == SourcePosition(line: 2, column: 4))
    #expect(root["b"]?["k"]?.range.start == SourcePosition(line: 1, column: 12))
    #expect(root["d"]?.scalar?.text == "2")
  }

  @Test func `The innermost of two nested anchors of the same name counts`() throws {
    let root = try tree("&x { a: &x 1, b: *x }")
    #expect(root["b"]?.scalar?.text == "1")
    #expect(messages("&x [ [ &x 1 ], *x, *x ]") == [])
    #expect(messages("x: &x 1\ny: &x [ *x ]") == ["this alias stands inside the value that it names"])
  }

  @Test func `Reading goes on after a mistake that leaves a tree`() {
    let (node, diagnostics) = YAMLReader.read("a: *b\na: 2\n? [x]\n: 3\nc: !t 4\nd: 5\n<<: 6", file: "test.yaml")
    #expect(node?.entries?.map(\.key.value) == ["a", "c", "d"])
    #expect(diagnostics.errorCount == 5)
  }

  @Test func `A quoted merge key is a key like any other`() throws {
    #expect(try tree("'<<': 1")["<<"]?.scalar?.text == "1")
  }

  @Test(arguments: [(64, true), (65, false)])
  func `Nesting is allowed to a depth of 64`(depth: Int, isAllowed: Bool) {
    let text = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    #expect(messages(text).isEmpty == isAllowed)
    let block = (0..<depth).map { String(repeating: " ", count: $0) + "-\n" }.joined()
    #expect(messages(block).isEmpty == isAllowed)
  }

  @Test func `Aliases count towards the depth`() {
    let half = String(repeating: "[", count: 33) + String(repeating: "]", count: 33)
    let other = String(repeating: "[", count: 32) + "*a" + String(repeating: "]", count: 32)
    #expect(messages("a: &a \(half)\nb: \(other)") == ["lists and mappings are nested more than 64 deep"])
  }

  @Test func `Aliases may stand for ten thousand values`() {
    let list = "a: &a [" + String(repeating: "x,", count: 99) + "]\n"
    func uses(_ count: Int) -> String { list + "b: [" + String(repeating: "*a,", count: count) + "]" }
    #expect(messages(uses(100)) == [])
    #expect(messages(uses(101)) == ["aliases stand for more than 10000 values"])
  }

  /// The limit is for what would never come to an end; a busy machine is far below it.
  @Test(.timeLimit(.minutes(5))) func `Input of hostile shape is answered`() {
    let inputs = [
      String(repeating: "[", count: 1 << 20), String(repeating: "{", count: 1 << 20),
      String(repeating: "- ", count: 1 << 19), String(repeating: "? ", count: 1 << 19),
      String(repeating: "a: {", count: 1 << 18), String(repeating: "&a ", count: 1 << 18),
      String(repeating: "!", count: 1 << 20), String(repeating: "a\n", count: 1 << 19),
      "\"" + String(repeating: "x", count: (1 << 20) - 1), String(repeating: "#", count: 1 << 20),
      "%TAG " + String(repeating: "!", count: 1 << 19), String(repeating: "%TAG !a! b\n", count: 90_000),
      "{" + String(repeating: "x: 1,", count: 200_000) + "}",
      "[" + String(repeating: "{ ? [a] : b },", count: 70_000) + "]",
      String(repeating: "a: *b\n", count: 1 << 17), String(repeating: "x: 1\n", count: 1 << 17) + "]",
    ]
    for input in inputs {
      let (_, diagnostics) = YAMLReader.read(input, file: "test.yaml")
      let text = DiagnosticText(SourceText(file: "test.yaml", text: input)).render(diagnostics)
      #expect(text.utf8.count < 50_000)
    }
  }
}
