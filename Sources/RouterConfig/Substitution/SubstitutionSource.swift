/// Where references in a config get their values from. Tests give their own, so that none needs a real environment.
package struct SubstitutionSource: Sendable {
  /// The largest file that `${file:…}` takes in.
  package static let fileLimit = 64 << 10

  /// Nil for a variable that is not set.
  package let environment: @Sendable (String) -> String?
  /// Gets an absolute path, or one relative to the working directory.
  package let file: @Sendable (String) throws(FileFailure) -> [UInt8]

  package init(
    environment: @escaping @Sendable (String) -> String?,
    file: @escaping @Sendable (String) throws(FileFailure) -> [UInt8]
  ) {
    self.environment = environment
    self.file = file
  }
}
