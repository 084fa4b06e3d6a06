/// A config with free ports and a secret of its own.
struct SampleConfig {
  /// As YAML in one line.
  var listen = #""127.0.0.1:0""#
  var handshakeTimeout = "10s"
  var profile = "development"
  var drain = "5s"
  var outboundQueue = "4MiB"
  var echo = false
  var compression = true
  var ingest = "{}"
  /// As YAML in one line or more.
  var auth = "{ keys: [ { alg: HS256, secret_file: data/secret } ] }"
  /// The sections from `sources` on.
  var routing: String

  /// Everything that is published goes to the clients.
  static let clients = SampleConfig(routing: "pipelines: { live: { from: [ingest], to: [clients] } }")

  /// The same for more clients than the profiles let in.
  static let crowded = SampleConfig(profile: "unlimited", routing: clients.routing)

  /// With `/echo`.
  static let echo = SampleConfig(echo: true, routing: clients.routing)

  var text: String {
    """
    server:
      listen: \(listen)
      profile: \(profile)
      drain: \(drain)
      outbound_queue: \(outboundQueue)
      handshake_timeout: \(handshakeTimeout)
      echo: \(echo)
      compression: \(compression)
      ingest: \(ingest)
    admin: { listen: "127.0.0.1:0" }
    auth: \(auth)
    \(routing)

    """
  }
}
