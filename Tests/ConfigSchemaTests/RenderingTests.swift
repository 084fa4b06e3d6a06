import ConfigSchema
import Testing

struct RenderingTests {
  private func range(_ line: Int, _ start: Int, _ end: Int, endLine: Int? = nil) -> SourceRange {
    SourceRange(
      file: "a.yaml", start: SourcePosition(line: line, column: start),
      end: SourcePosition(line: endLine ?? line, column: end))
  }

  private func render(
    _ text: String, _ place: SourceRange, hiding hidden: SourceRange..., message: String = "m"
  ) -> [String] {
    var diagnostics = Diagnostics()
    diagnostics.error(message, at: place)
    for range in hidden { diagnostics.hide(range) }
    let rendered = DiagnosticText(SourceText(file: "a.yaml", text: text)).render(diagnostics)
    return rendered.split(separator: "\n").map(String.init).dropLast()
  }

  @Test func `The caret stands under the place, as wide as it`() {
    #expect(render("key: value", range(1, 6, 11)) == ["a.yaml:1:6: error: m", "    key: value", "         ^~~~~"])
  }

  @Test func `A point and a place over several lines get a caret too`() {
    #expect(render("key: value", range(1, 4, 4)).last == "       ^")
    #expect(render("key:\n  a: 1\n  b: 2", range(2, 3, 7, endLine: 3)).last == "      ^~~~")
  }

  @Test func `Tabs are spaces, wide characters take two cells, combining marks none`() {
    #expect(render("a\tb", range(1, 3, 4)) == ["a.yaml:1:3: error: m", "    a    b", "         ^"])
    #expect(render("監査: x", range(1, 5, 6)).last == "          ^")
    #expect(render("e\u{301}: x", range(1, 5, 6)).last == "       ^")
    #expect(render("監査", range(1, 1, 3)).last == "    ^~~~")
  }

  @Test func `Every kind of line end that libyaml counts ends a line`() {
    let source = SourceText(file: "a.yaml", text: "\u{FEFF}1\n2\r\n3\r4\u{85}5\u{2028}6\u{2029}7")
    #expect((1...8).map { source.line($0) } == ["1", "2", "3", "4", "5", "6", "7", nil])
  }

  @Test func `A place behind the text is named without a line`() {
    #expect(render("a", range(7, 1, 2)) == ["a.yaml:7:1: error: m"])
    #expect(render("a", range(1, 90, 99)).last == "     ^")
  }

  @Test func `Hidden text is replaced, and the carets still fit`() {
    let line = "{ secret: abc, b: 1 }"
    let secret = range(1, 11, 14)
    #expect(
      render(line, range(1, 16, 17), hiding: secret)
        == ["a.yaml:1:16: error: m", "    { secret: [hidden], b: 1 }", "                        ^"])
    #expect(render(line, secret, hiding: secret).last == "              ^~~~~~~~")
    #expect(render(line, range(1, 12, 13), hiding: secret)[1] == "    { secret: [hidden], b: 1 }")
  }

  @Test func `A comment behind a secret, or one that speaks of a secret, is hidden`() {
    #expect(render("s: abc #def", range(1, 1, 2), hiding: range(1, 4, 7))[1] == "    s: [hidden] [hidden]")
    #expect(render("s: #def", range(1, 1, 2), hiding: range(1, 3, 3))[1] == "    s: [hidden]")
    #expect(render("{ s: abc } # def", range(1, 1, 2), hiding: range(1, 6, 9))[1] == "    { s: [hidden] } [hidden]")
    #expect(render("a: 1 # token: abc", range(1, 1, 2))[1] == "    a: 1 [hidden]")
    #expect(render("a: 1 # ordinary", range(1, 1, 2))[1] == "    a: 1 # ordinary")
    #expect(render("s: ${env:X} # ok", range(1, 1, 2), hiding: range(1, 4, 12))[1] == "    s: ${env:X} # ok")
    #expect(render("s: abc # d\ne: 1 # f", range(2, 1, 2), hiding: range(1, 4, 7))[1] == "    e: 1 # f")
  }

  @Test func `Hidden text over several lines is hidden on each of them`() {
    let text = "a:\n  b: |\n    hunter2\n    hunter2\n  c: 1"
    let secret = range(2, 6, 1, endLine: 5)
    #expect(render(text, range(3, 5, 6), hiding: secret)[1] == "        [hidden]")
    #expect(render(text, range(5, 3, 4), hiding: secret)[1] == "      c: 1")
  }

  @Test func `A reference names a secret without being one, unless it has a default`() {
    #expect(render("s: ${env:X}", range(1, 1, 2), hiding: range(1, 4, 12))[1] == "    s: ${env:X}")
    #expect(render("s: \"${env:X}\"", range(1, 1, 2), hiding: range(1, 4, 14))[1] == "    s: \"${env:X}\"")
    #expect(render("s: ${env:X:-abc}", range(1, 1, 2), hiding: range(1, 4, 17))[1] == "    s: [hidden]")
    #expect(render("s: ab${env:X}", range(1, 1, 2), hiding: range(1, 4, 14))[1] == "    s: [hidden]")
    #expect(render("s: ${env:X}ab", range(1, 1, 2), hiding: range(1, 4, 14))[1] == "    s: [hidden]")
  }

  @Test func `A long line is cut around the place`() {
    let line = String(repeating: "a", count: 500) + "HERE" + String(repeating: "b", count: 500)
    let lines = render(line, range(1, 501, 505))
    #expect(lines[1].count < 130)
    let caret = lines[2].prefix { $0 == " " }.count
    #expect(lines[1].dropFirst(caret).prefix(4) == "HERE")
    #expect(lines[2].hasSuffix(" ^~~~"))
  }

  @Test func `Text from the config cannot steer the terminal`() {
    #expect(render("a\u{1B}[31mb\u{202E}c", range(1, 1, 2))[1] == "    a\u{FFFD}[31mb\u{FFFD}c")
    #expect(render("a", range(1, 1, 2), message: "'\u{1B}\n'")[0] == "a.yaml:1:1: error: '\\u{1b}\\u{a}'")
  }

  @Test func `Findings come in file order, each once, with a sum`() {
    var diagnostics = Diagnostics()
    diagnostics.warning("later", at: range(2, 1, 2))
    diagnostics.error("earlier", at: range(1, 1, 2), help: "do this")
    diagnostics.error("earlier", at: range(1, 1, 2), help: "do this")
    diagnostics.error("nowhere", at: nil)
    #expect(
      DiagnosticText().render(diagnostics) == """
        error: nowhere

        a.yaml:1:1: error: earlier
        help: do this

        a.yaml:2:1: warning: later

        2 errors, 1 warning

        """)
    #expect(DiagnosticText().render(Diagnostics()) == "")
  }

  @Test func `Nobody has to read thousands of findings`() {
    var diagnostics = Diagnostics()
    for line in 1...1000 { diagnostics.error("m", at: range(line, 1, 2)) }
    let text = DiagnosticText().render(diagnostics)
    #expect(text.hasSuffix("\n… and 900 more\n\n1000 errors\n"))
  }

  @Test func `The JSON form is one object`() {
    var diagnostics = Diagnostics()
    diagnostics.error("say \"no\"\n\u{1}", at: range(3, 5, 9), help: "é")
    diagnostics.warning("w", at: nil)
    #expect(
      DiagnosticJSON.render(diagnostics, of: "a.yaml") == #"""
        {
          "file": "a.yaml",
          "ok": false,
          "errors": 1,
          "warnings": 1,
          "diagnostics": [
            {
              "severity": "warning",
              "message": "w",
              "file": null,
              "line": null,
              "column": null,
              "endLine": null,
              "endColumn": null,
              "help": null
            },
            {
              "severity": "error",
              "message": "say \"no\"\n\u0001",
              "file": "a.yaml",
              "line": 3,
              "column": 5,
              "endLine": 3,
              "endColumn": 9,
              "help": "é"
            }
          ]
        }

        """#)
    #expect(DiagnosticJSON.render(Diagnostics(), of: "b.yaml").contains("\"ok\": true"))
  }
}
