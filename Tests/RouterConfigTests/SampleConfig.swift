import ConfigSchema

/// A config of every kind of value, for the fixtures.
struct SampleConfig: ConfigObject {
  var server = SampleServer()
  var auth = SampleAuth()
  var sinks: [String: SampleSink] = [:]

  static var fields: [Field<SampleConfig>] {
    [
      Field("server", \.server, "Where clients connect."),
      Field("auth", \.auth, "Who may connect."),
      Field("sinks", \.sinks, "Where events go."),
    ]
  }
}

struct SampleServer: ConfigObject {
  var listen = "127.0.0.1:8000"
  var port = 8000
  var tls = false
  var profile = SampleProfile.production
  var idle = Duration.seconds(30)
  var buffer = ByteSize.mebibytes(1)

  static var fields: [Field<SampleServer>] {
    [
      Field("listen", \.listen, .nonEmpty, "Address and port."),
      Field("port", \.port, .range(1...65535), "A TCP port."),
      Field("tls", \.tls, "Whether to encrypt."),
      Field("profile", \.profile, "How strict to be."),
      Field("idle", \.idle, .range(.seconds(1)...(.seconds(3600))), "Silence after which a session ends."),
      Field("buffer", \.buffer, "Memory for one session."),
    ]
  }
}

enum SampleProfile: String, ConfigChoice {
  case development
  case production
}

struct SampleAuth: ConfigObject {
  var keys: [SampleKey] = []

  static var fields: [Field<SampleAuth>] {
    [Field("keys", \.keys, "Keys that sign tokens.")]
  }
}

struct SampleKey: ConfigObject {
  var alg = "HS256"
  var secret = Secret("")

  static var fields: [Field<SampleKey>] {
    [
      Field("alg", \.alg, "The algorithm."),
      Field("secret", \.secret, required: true, "The shared secret."),
    ]
  }
}

struct SampleSink: ConfigObject {
  var path = ""
  var rate = Rate(10, per: .seconds(60))
  var types: [String] = []

  static var fields: [Field<SampleSink>] {
    [
      Field("path", \.path, required: true, "The file to write."),
      Field("rate", \.rate, "The most to write."),
      Field("types", \.types, "Event types to write."),
    ]
  }
}
