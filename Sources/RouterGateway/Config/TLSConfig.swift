import ConfigSchema

/// The files that a TLS listener presents.
package struct TLSConfig: ConfigObject, Hashable {
  /// Paths, relative to the working directory.
  package var certificate = ""
  package var key = ""

  package init() {}

  package init(certificate: String, key: String) {
    self.certificate = certificate
    self.key = key
  }

  package static let summary =
    "The certificate of a TLS listener (TLS 1.2 and 1.3). The files are watched: a new pair is used for new connections, "
    + "and one that cannot be used changes nothing."
  package static var fields: [Field<Self>] {
    [
      Field(
        "certificate", \.certificate, .nonEmpty, required: true,
        "a PEM file with the certificate and those between it and a root, in this order; relative to the working directory"
      ),
      Field(
        "key", \.key, .nonEmpty, required: true,
        "a PEM file with the certificate's private key, not encrypted; relative to the working directory"),
    ]
  }

  package func validate(_ check: inout CrossCheck) {
    do {
      _ = try TLSCredentials(TLSFiles(reading: self), self)
      if FileStatus(of: key, followsLinks: true)?.isReadableByOthers == true {
        check.warning("key", "the private key can be read by others", help: "run chmod 640 on it")
      }
    } catch {
      check.error(error.part.rawValue, "\(error)")
    }
  }
}
