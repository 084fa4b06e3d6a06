import ConfigSchema

#if canImport(Glibc)
  import Glibc
#endif

/// The file behind `auth.keys[].secret_file`.
package enum SecretFile {
  package enum Failure: Error, CustomStringConvertible {
    case unreadable(path: String, reason: String)
    case tooShort(path: String, minimum: Int)
    case tooLong(path: String)
    case open(path: String)

    package var description: String {
      switch self {
      case .unreadable(let path, let reason): "cannot read the secret file '\(path)': \(reason)"
      case .tooShort(let path, let minimum): "the secret in '\(path)' has fewer than \(minimum) bytes"
      case .tooLong(let path):
        "the secret in '\(path)' has more than \(SecretFile.maxBytes) bytes: is it the right file?"
      case .open(let path): "the secret file '\(path)' can be read by others: run chmod 600 on it"
      }
    }
  }

  private static let maxBytes = 4096

  /// Reads all secret files that a config names.
  /// - Parameter makesMissing: development only: a missing file is made, with a random secret and mode 0600.
  package static func load(_ config: AuthConfig, makesMissing: Bool) throws(Failure) -> [String: [UInt8]] {
    var secrets: [String: [UInt8]] = [:]
    // The longest first, so that a file that is made serves all algorithms that name it.
    let files = config.keys.compactMap { key in key.secretFile.map { ($0, key.alg.minimumSecret ?? 0) } }
    for (path, minimum) in files.sorted(by: { $0.1 > $1.1 }) where secrets[path] == nil {
      if let secret = try read(path, minimum) {
        secrets[path] = secret
      } else {
        secrets[path] = try make(path, minimum, isAllowed: makesMissing)
      }
    }
    return secrets
  }

  /// Nil when there is no such file.
  private static func read(_ path: String, _ minimum: Int) throws(Failure) -> [UInt8]? {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    if file < 0, errno == ENOENT { return nil }
    guard file >= 0 else { throw .unreadable(path: path, reason: reason) }
    defer { close(file) }
    guard FileStatus(of: path, followsLinks: true)?.isOpenToOthers == false else { throw .open(path: path) }
    var buffer = [UInt8](repeating: 0, count: maxBytes + 1)
    let count = Glibc.read(file, &buffer, buffer.count)
    guard count >= 0 else { throw .unreadable(path: path, reason: reason) }
    guard count <= maxBytes else { throw .tooLong(path: path) }
    var secret = Array(buffer.prefix(count))
    while secret.last == UInt8(ascii: "\n") { secret.removeLast() }
    guard secret.count >= minimum else { throw .tooShort(path: path, minimum: minimum) }
    return secret
  }

  private static var reason: String { String(cString: strerror(errno)) }

  private static func make(_ path: String, _ minimum: Int, isAllowed: Bool) throws(Failure) -> [UInt8] {
    guard isAllowed else { throw .unreadable(path: path, reason: "there is no such file") }
    if let slash = path.lastIndex(of: "/") { mkdir(String(path[..<slash]), 0o750) }
    var random = SystemRandomNumberGenerator()
    let secret = Base64URL.encode((0..<minimum).map { _ in UInt8.random(in: .min ... .max, using: &random) })
    // O_EXCL: of two servers that start together one makes the file.
    let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    if file < 0, errno == EEXIST, let existing = try read(path, minimum) { return existing }
    guard file >= 0 else { throw .unreadable(path: path, reason: reason) }
    defer { close(file) }
    guard write(file, secret + [UInt8(ascii: "\n")], secret.count + 1) == secret.count + 1 else {
      throw .unreadable(path: path, reason: reason)
    }
    return secret
  }
}
