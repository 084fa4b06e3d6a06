/// Why a certificate and its key cannot be used.
package struct TLSFileError: Error, Sendable, Hashable, CustomStringConvertible {
  /// Which file is at fault, by its key in the config.
  package enum Part: String, Sendable { case certificate, key }

  package let part: Part
  package let path: String
  /// Completes "the file …".
  let fault: String

  package var description: String {
    switch part {
    case .certificate: "the TLS certificate file '\(path)' \(fault)"
    case .key: "the TLS key file '\(path)' \(fault)"
    }
  }
}
