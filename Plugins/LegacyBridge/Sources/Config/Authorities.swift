import NIOSSL

/// The certificates of a PEM file by which a server is verified.
struct Authorities: Sendable {
  struct Failure: Error, CustomStringConvertible {
    let path: String

    var description: String { "'\(path)' cannot be read as certificates in PEM form" }
  }

  let certificates: [NIOSSLCertificate]

  init(path: String) throws(Failure) {
    do {
      certificates = try NIOSSLCertificate.fromPEMFile(path)
    } catch {
      throw Failure(path: path)
    }
    if certificates.isEmpty { throw Failure(path: path) }
  }
}
