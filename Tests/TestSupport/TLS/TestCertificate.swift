import Crypto
import Foundation
import SwiftASN1
import X509

/// A certificate that signs itself, for `localhost` and 127.0.0.1, with its key; another one each time.
package struct TestCertificate: Sendable {
  /// In PEM form.
  package let certificate: String
  package let key: String

  /// - Parameter isExpired: valid in 2020 only, otherwise until 2100.
  package init(isExpired: Bool = false) throws {
    let key = P256.Signing.PrivateKey()
    let name = try DistinguishedName { CommonName("localhost") }
    let certificate = try Certificate(
      version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: .init(key.publicKey),
      notValidBefore: Self.newYear(2020), notValidAfter: Self.newYear(isExpired ? 2021 : 2100), issuer: name,
      subject: name, signatureAlgorithm: .ecdsaWithSHA256,
      extensions: Certificate.Extensions {
        Critical(BasicConstraints.isCertificateAuthority(maxPathLength: nil))
        SubjectAlternativeNames([
          .dnsName("localhost"), .ipAddress(ASN1OctetString(contentBytes: [127, 0, 0, 1])),
        ])
      }, issuerPrivateKey: .init(key))
    self.certificate = try certificate.serializeAsPEM().pemString + "\n"
    self.key = key.pemRepresentation + "\n"
  }

  private static func newYear(_ year: Int) -> Date {
    Date(timeIntervalSince1970: (Double(year) - 1970) * 365.2425 * 86400)
  }

  /// Writes `NAME.pem` and `NAME-key.pem`: their paths.
  @discardableResult
  package func write(to folder: TemporaryFolder, as name: String = "tls") throws -> (certificate: String, key: String) {
    let paths = (certificate: folder.path("\(name).pem"), key: folder.path("\(name)-key.pem"))
    try certificate.write(toFile: paths.certificate, atomically: true, encoding: .utf8)
    try key.write(toFile: paths.key, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: paths.key)
    return paths
  }
}
