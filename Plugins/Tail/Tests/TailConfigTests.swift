import ConfigSchema
import RouterCore
import TestSupport
import Testing

@testable import TailPlugin

@Suite struct TailConfigTests {
  @Test(arguments: [
    ("{}", "1:1 error: missing key 'path'"),
    ("path: ''", "1:7 error: 'path' must be non-empty, without NUL"),
    ("path: logs/", "1:7 error: 'path' names a folder"),
    ("{ path: a, from: start }", "1:18 error: expected one of beginning, end, found "),
    ("{ path: a, every: 1ms }", "1:19 error: 'every' must be between 10ms and 1h"),
    ("{ path: a, max_line: 1B }", "1:22 error: 'max_line' must be between 1KiB and 16MiB"),
    ("{ path: a, event: {} }", "1:19 error: one of 'type' and 'type_from' is needed"),
    ("{ path: a, on_error: fail }", "1:22 error: expected one of skip, stop, found "),
  ])
  func `mistakes are reported where they are`(yaml: String, finding: String) {
    let findings = TailConfig.read(yaml).findings
    #expect(findings.count == 1)
    #expect(findings.first?.hasPrefix(finding) == true, "\(findings)")
  }

  @Test func `an unknown type of event is found with the config`() {
    var diagnostics = Diagnostics()
    tailSourceFactory.check(.yaml("{ path: a, event: { type: nonsense } }"), .standard, &diagnostics)
    #expect(diagnostics.lines == ["1:27 error: unknown event type 'nonsense'"])
  }

  @Test func `only one source may read standard input`() {
    #expect(tailSourceFactory.claims(.yaml("path: '-'")).count == 1)
    #expect(tailSourceFactory.claims(.yaml("path: a")).isEmpty)
  }

  @Test func `every property has a key, and every key its words in the README`() throws {
    #expect(DeclarationCheck.problems(of: TailConfig.self) == [])
    let readme = try Readme(beside: #filePath)
    readme.expectKeys(of: TailConfig.self)
    readme.expectExamples(in: "sources", of: tailSourceFactory)
  }

  @Test func `a position reads back as it was written`() {
    let position = TailPosition(device: .max, inode: 7, offset: 123, print: .max)
    #expect(TailPosition(position.description) == position)
    for text in ["", "1", "2:1:1:1:1", "1:1:1:-1:1", "1:x:1:1:1", #"{"seen":[]}"#] {
      #expect(TailPosition(text) == nil)
    }
  }
}
