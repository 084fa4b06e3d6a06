import Crypto

/// The content of a TLS listener's two files at one moment.
struct TLSFiles: Sendable {
  let certificate: Result<[UInt8], TLSFileError>
  let key: Result<[UInt8], TLSFileError>

  /// Blocks: not for an event loop.
  init(reading config: TLSConfig) {
    certificate = Self.read(config.certificate, .certificate)
    key = Self.read(config.key, .key)
  }

  private static func read(_ path: String, _ part: TLSFileError.Part) -> Result<[UInt8], TLSFileError> {
    do throws(PEMFile.Failure) {
      return .success(try PEMFile.contents(of: path))
    } catch {
      return .failure(TLSFileError(part: part, path: path, fault: error.fault))
    }
  }

  /// Tells one content from another without keeping a private key around.
  struct Digest: Hashable {
    private let parts: [Result<SHA256Digest, TLSFileError>]

    fileprivate init(_ parts: [Result<SHA256Digest, TLSFileError>]) { self.parts = parts }
  }

  var digest: Digest { Digest([certificate, key].map { file in file.map { SHA256.hash(data: $0) } }) }
}
