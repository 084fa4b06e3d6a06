import ConfigSchema

/// `rotate:` of a file sink.
package struct RotationConfig: ConfigObject {
  package var size: ByteSize?
  package var every: Duration?
  package var keep: Int?

  package init() {}

  package static let summary = "The full file is renamed, with the time in its name, and a new one is begun."
  package static var fields: [Field<Self>] {
    [
      Field(
        "size", \.size, .ifGiven(.atLeast(.kibibytes(1))), "no file grows beyond this, except by a single long line"),
      Field(
        "every", \.every, .ifGiven(.atLeast(.seconds(1))),
        "a new file at each multiple of this since 1970 in UTC: `1h` on the hour, `1d` at midnight"),
      Field("keep", \.keep, .ifGiven(.atLeast(0)), "how many renamed files stay; without it all do"),
    ]
  }

  package func validate(_ check: inout CrossCheck) {
    if size == nil && every == nil {
      check.error(nil, "'rotate' needs 'size' or 'every'", help: "for example rotate: { size: 100MiB, keep: 10 }")
    }
  }
}
