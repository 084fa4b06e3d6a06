import ConfigSchema

/// One listener: where it listens, and whether it speaks TLS there.
package struct ListenerConfig: ConfigObject {
  package var address = ListenAddress.tcp(host: "127.0.0.1", port: 8000)
  package var tls: TLSConfig?

  package init() {}

  package init(_ address: ListenAddress, tls: TLSConfig? = nil) {
    self.address = address
    self.tls = tls
  }

  package static let summary = "A listener with more to say than its address."
  package static var fields: [Field<Self>] {
    [
      Field("address", \.address, required: true, "where to listen"),
      Field("tls", \.tls, "what to present to TLS clients; without it the listener speaks plain HTTP"),
    ]
  }
}
