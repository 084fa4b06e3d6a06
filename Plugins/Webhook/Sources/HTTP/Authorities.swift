import NIOSSL

/// The certificates of a PEM file by which a server is verified.
struct Authorities: Sendable {
  let certificates: [NIOSSLCertificate]

  init(path: String) throws(AuthoritiesFailure) {
    do {
      certificates = try NIOSSLCertificate.fromPEMFile(path)
    } catch {
      throw AuthoritiesFailure(path: path)
    }
    if certificates.isEmpty { throw AuthoritiesFailure(path: path) }
  }

  var configuration: TLSConfiguration {
    var configuration = TLSConfiguration.makeClientConfiguration()
    configuration.trustRoots = .certificates(certificates)
    return configuration
  }
}

struct AuthoritiesFailure: Error, CustomStringConvertible {
  let path: String

  var description: String { "'\(path)' cannot be read as certificates in PEM form" }
}
