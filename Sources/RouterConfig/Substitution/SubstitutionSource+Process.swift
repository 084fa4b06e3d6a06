#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension SubstitutionSource {
  /// The environment of this process and the files it can read.
  package static let process = SubstitutionSource(
    environment: { name in getenv(name).map { String(cString: $0) } },
    file: { path throws(FileFailure) in try BoundedFile.contents(of: path, limit: fileLimit) })
}
