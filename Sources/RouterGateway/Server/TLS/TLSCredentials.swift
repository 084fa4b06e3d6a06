import NIOSSL
import RouterCore

/// A certificate chain with its private key, ready to be presented.
struct TLSCredentials: Sendable {
  let context: NIOSSLContext
  /// When the server's own certificate ends.
  let expires: Timestamp

  /// - Parameter config: names the files for errors.
  init(_ files: TLSFiles, _ config: TLSConfig) throws(TLSFileError) {
    let chain = try Self.certificates(try files.certificate.get(), config.certificate)
    let key = try Self.privateKey(try files.key.get(), config.key)
    var configuration = TLSConfiguration.makeServerConfiguration(
      certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
    configuration.minimumTLSVersion = .tlsv12
    configuration.applicationProtocols = ["http/1.1"]
    do {
      context = try NIOSSLContext(configuration: configuration)
    } catch {
      // Each is good by itself.
      throw TLSFileError(
        part: .key, path: config.key, fault: "does not belong to the first certificate in '\(config.certificate)'")
    }
    let (microseconds, isOver) = Int64(chain[0].notValidAfter).multipliedReportingOverflow(by: 1_000_000)
    expires = isOver ? .distantFuture : Timestamp(microseconds: microseconds)
  }

  /// At least one.
  private static func certificates(_ bytes: [UInt8], _ path: String) throws(TLSFileError) -> [NIOSSLCertificate] {
    let chain = (try? NIOSSLCertificate.fromPEMBytes(bytes)) ?? []
    guard !chain.isEmpty else {
      throw TLSFileError(part: .certificate, path: path, fault: "holds no certificate in PEM form")
    }
    return chain
  }

  private static func privateKey(_ bytes: [UInt8], _ path: String) throws(TLSFileError) -> NIOSSLPrivateKey {
    if let key = try? NIOSSLPrivateKey(bytes: bytes, format: .pem) { return key }
    let isEncrypted = String(decoding: bytes, as: UTF8.self).contains("ENCRYPTED")
    let fault = isEncrypted ? "is encrypted: decrypt it first" : "holds no private key in PEM form"
    throw TLSFileError(part: .key, path: path, fault: fault)
  }
}
