/// Reads files with public keys or key sets.
enum KeyFile {
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  static func bytes(of path: String) throws(Failure) -> [UInt8] {
    do throws(PEMFile.Failure) {
      return try PEMFile.contents(of: path)
    } catch {
      throw Failure(description: "the key file '\(path)' \(error.fault)")
    }
  }

  static func text(of path: String) throws(Failure) -> String { String(decoding: try bytes(of: path), as: UTF8.self) }
}
