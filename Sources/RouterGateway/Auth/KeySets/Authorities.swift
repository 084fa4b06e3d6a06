import NIOSSL

/// The certificates of a PEM file by which a server is verified.
struct Authorities: Sendable {
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  let certificates: [NIOSSLCertificate]

  init(path: String) throws(Failure) {
    certificates = (try? NIOSSLCertificate.fromPEMFile(path)) ?? []
    if certificates.isEmpty { throw Failure(description: "'\(path)' cannot be read as certificates in PEM form") }
  }

  var configuration: TLSConfiguration {
    var configuration = TLSConfiguration.makeClientConfiguration()
    configuration.trustRoots = .certificates(certificates)
    return configuration
  }
}
