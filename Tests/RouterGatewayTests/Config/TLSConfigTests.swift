import ConfigSchema
import Foundation
import TestSupport
import Testing

@testable import RouterGateway

struct TLSConfigTests {
  private static let encryptedKey = """
    -----BEGIN ENCRYPTED PRIVATE KEY-----
    MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAhHGEcAAAAAAAICCAAw
    -----END ENCRYPTED PRIVATE KEY-----
    """

  /// What is found in a folder with two good pairs, `tls` and `other`, and some files that are wrong.
  private func findings(_ certificate: String, _ key: String, isOpen: Bool = false) throws -> [String] {
    let folder = try TemporaryFolder()
    try TestCertificate().write(to: folder)
    try TestCertificate().write(to: folder, as: "other")
    try "".write(toFile: folder.path("empty"), atomically: true, encoding: .utf8)
    try "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n".write(
      toFile: folder.path("broken"), atomically: true, encoding: .utf8)
    try Self.encryptedKey.write(toFile: folder.path("encrypted"), atomically: true, encoding: .utf8)
    try Data(count: 1 << 20 + 1).write(to: URL(fileURLWithPath: folder.path("large")))
    if isOpen {
      try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: folder.path("tls-key.pem"))
    }
    let (_, findings) = TLSConfig.read(
      "certificate: '\(folder.path(certificate))'\nkey: '\(folder.path(key))'")
    return findings.map { $0.replacing(folder.path + "/", with: "") }
  }

  @Test func `A good pair is taken without a word`() throws {
    #expect(try findings("tls.pem", "tls-key.pem") == [])
  }

  @Test func `A link to a key that only its owner can read is taken without a word`() throws {
    let folder = try TemporaryFolder()
    let paths = try TestCertificate().write(to: folder)
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: paths.key)
    try FileManager.default.createSymbolicLink(atPath: folder.path("link.pem"), withDestinationPath: paths.key)
    let (_, findings) = TLSConfig.read("certificate: '\(paths.certificate)'\nkey: '\(folder.path("link.pem"))'")
    #expect(findings == [])
  }

  @Test func `A chain is taken too, the server's certificate first`() throws {
    let folder = try TemporaryFolder()
    let (server, issuer) = (try TestCertificate(), try TestCertificate())
    let paths = try server.write(to: folder)
    func findings(_ chain: [TestCertificate]) throws -> [String] {
      try chain.map(\.certificate).joined().write(toFile: paths.certificate, atomically: true, encoding: .utf8)
      return TLSConfig.read("certificate: '\(paths.certificate)'\nkey: '\(paths.key)'").findings
    }
    #expect(try findings([server, issuer]) == [])
    #expect(try findings([issuer, server]).count == 1)
  }

  @Test(arguments: [
    (
      "none.pem", "tls-key.pem",
      "1:14 error: the TLS certificate file 'none.pem' cannot be read: No such file or directory"
    ),
    ("tls.pem", "none.pem", "2:6 error: the TLS key file 'none.pem' cannot be read: No such file or directory"),
    (
      "tls-key.pem", "tls-key.pem",
      "1:14 error: the TLS certificate file 'tls-key.pem' holds no certificate in PEM form"
    ),
    ("tls.pem", "tls.pem", "2:6 error: the TLS key file 'tls.pem' holds no private key in PEM form"),
    ("empty", "tls-key.pem", "1:14 error: the TLS certificate file 'empty' holds no certificate in PEM form"),
    ("broken", "tls-key.pem", "1:14 error: the TLS certificate file 'broken' holds no certificate in PEM form"),
    ("large", "tls-key.pem", "1:14 error: the TLS certificate file 'large' is larger than 1048576 bytes"),
    (".", "tls-key.pem", "1:14 error: the TLS certificate file '.' cannot be read: Is a directory"),
    ("tls.pem", "empty", "2:6 error: the TLS key file 'empty' holds no private key in PEM form"),
    ("tls.pem", "encrypted", "2:6 error: the TLS key file 'encrypted' is encrypted: decrypt it first"),
    (
      "tls.pem", "other-key.pem",
      "2:6 error: the TLS key file 'other-key.pem' does not belong to the first certificate in 'tls.pem'"
    ),
  ])
  func `Files that cannot be used are errors at their key`(_ certificate: String, _ key: String, _ finding: String)
    throws
  {
    #expect(try findings(certificate, key) == [finding])
  }

  @Test func `A key that others can read is warned of`() throws {
    #expect(
      try findings("tls.pem", "tls-key.pem", isOpen: true) == ["2:6 warning: the private key can be read by others"])
  }

  @Test(arguments: ["certificate: a", "key: a", "{ certificate: '', key: a }"])
  func `Both files are needed`(_ yaml: String) {
    #expect(TLSConfig.read(yaml).config == nil)
  }
}
