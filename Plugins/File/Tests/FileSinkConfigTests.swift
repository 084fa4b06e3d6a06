import ConfigSchema
import RouterCore
import TestSupport
import Testing

@testable import FilePlugin

@Suite struct FileSinkConfigTests {
  @Test func `The examples of the README load`() throws {
    let readme = try Readme(beside: #filePath)
    readme.expectExamples(in: "sinks", of: fileSinkFactory)
    readme.expectKeys(of: FileSinkConfig.self)
    readme.expectKeys(of: RotationConfig.self)
  }

  @Test(
    "Mistakes are found where they are",
    arguments: [
      ("fsync: always", "1:1 error: missing key 'path'"),
      ("path: ''", "1:7 error: 'path' must be non-empty"),
      ("path: data/", "1:7 error: 'path' names a folder"),
      ("path: a\nfsync: sometimes", "2:8 error: expected one of always, interval, never, found a string"),
      (
        "path: a\nfsync: never\nfsync_interval: 5s",
        "3:17 warning: 'fsync_interval' has no effect with fsync: never"
      ),
      ("path: a\nrotate: { keep: 3 }", "2:9 error: 'rotate' needs 'size' or 'every'"),
      ("path: a\nrotate: { size: 10B }", "2:17 error: 'size' must be at least 1KiB"),
      ("path: a\nrotate: { every: 1h, keep: -1 }", "2:28 error: 'keep' must be at least 0"),
      ("path: a\nmode: 0999", "2:7 error: expected a file mode such as 0640, found a number"),
      ("path: a\nmode: 100640", "2:7 error: expected a file mode such as 0640, found a number"),
    ])
  func mistakes(yaml: String, finding: String) {
    #expect(FileSinkConfig.read(yaml).findings == [finding])
  }

  @Test func `Permissions are octal, with or without a leading zero`() {
    #expect(FileSinkConfig.sample("path: a\nmode: 0600").mode == FileMode(0o600))
    #expect(FileSinkConfig.sample("path: a\nmode: 644").mode == FileMode(0o644))
    #expect(FileMode(0o640).configText == "0640")
  }

  @Test(
    "paths that are written differently are the same claim",
    arguments: [
      ("data/a.ndjson", "data/a.ndjson"), ("./data//a.ndjson", "data/a.ndjson"),
      ("x/../data/./a.ndjson", "data/a.ndjson"),
      ("/srv/../var/a.ndjson", "/var/a.ndjson"), ("../a.ndjson", "../a.ndjson"), ("../../a", "../../a"),
    ])
  func claims(path: String, same: String) {
    let claims = fileSinkFactory.claims(.yaml("path: \(path)"))
    #expect(claims == [Claim(key: "path", resource: same)])
  }
}
