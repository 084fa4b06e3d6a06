import ConfigSchema

/// A declaration with every shape, that contains itself.
struct Everything: ConfigObject {
  var flag = true
  var port = 8000
  var share = 0.5
  var name = "a|b"
  var secret = Secret("hunter2")
  var every = Duration.seconds(5)
  var mode = Mode.slow
  var tags = ["x"]
  var limits: [String: Rate] = [:]
  var inner = Inner()
  var children: [String: Everything] = [:]
  var optional: Int?

  static let summary = "Has everything."

  static var fields: [Field<Everything>] {
    [
      Field("flag", \.flag, "A switch."),
      Field("port", \.port, .range(1...65535), required: true, "A TCP port."),
      Field("share", \.share, .range(0...1), "A part."),
      Field("name", \.name, .nonEmpty, "A name."),
      Field("secret", \.secret, "A secret."),
      Field("every", \.every, .atLeast(.seconds(1)), "A period."),
      Field("mode", \.mode, "A choice."),
      Field("tags", \.tags, .nonEmpty, "A list."),
      Field("limits", \.limits, "A mapping."),
      Field("inner", \.inner, "Another object."),
      Field("children", \.children, "More of the same."),
      Field("optional", \.optional, .ifGiven(.atLeast(1)), "May be missing."),
    ]
  }

  func validate(_ check: inout CrossCheck) {
    if name == "crossed" { check.error("name", "the name is crossed", help: "uncross it") }
    if name == "odd" { check.warning(nil, "the whole is odd") }
  }
}

enum Mode: String, ConfigChoice {
  case fast
  case slow
}

struct Inner: ConfigObject {
  var size = ByteSize.kibibytes(64)

  static var fields: [Field<Inner>] { [Field("size", \.size, "A size.")] }
}
