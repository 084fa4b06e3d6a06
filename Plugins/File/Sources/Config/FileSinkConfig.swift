import ConfigSchema

/// A sink of type `file`.
package struct FileSinkConfig: ConfigObject {
  /// When lines are made to survive a crash of the machine. They survive a crash of the process in any case.
  package enum Fsync: String, ConfigChoice {
    case always
    case interval
    case never
  }

  package var path = ""
  package var fsync = Fsync.interval
  package var fsyncInterval: Duration = .seconds(1)
  package var rotate: RotationConfig?
  package var mode = FileMode(0o640)

  package init() {}

  package static let summary = "Appends events to a file as NDJSON: the v1 envelope with id and source, one per line."
  package static var fields: [Field<Self>] {
    [
      Field("path", \.path, .nonEmpty, required: true, "the file; missing folders are created"),
      Field(
        "fsync", \.fsync,
        "`always` before a batch counts as delivered, `interval` some time later, `never` leaves it to the system"),
      Field("fsync_interval", \.fsyncInterval, .atLeast(.milliseconds(1)), "the longest time until `interval` syncs"),
      Field("rotate", \.rotate, "when a new file is begun; without it never"),
      Field("mode", \.mode, "permissions of files that are created"),
    ]
  }

  package func validate(_ check: inout CrossCheck) {
    if path.hasSuffix("/") {
      check.error("path", "'path' names a folder", help: "add a file name, such as \(path)events.ndjson")
    }
    if fsync != .interval, fsyncInterval != Self().fsyncInterval {
      check.warning("fsync_interval", "'fsync_interval' has no effect with fsync: \(fsync.rawValue)")
    }
  }
}
