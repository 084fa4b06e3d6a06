/// Reads a key set from a file. A small one, in the refreshing task, as the files of TLS listeners are.
struct FileKeySetSource: KeySetSource {
  let path: String

  func fetch() async throws(KeySetFailure) -> KeySetAnswer {
    do throws(KeyFile.Failure) {
      return KeySetAnswer(bytes: try KeyFile.bytes(of: path))
    } catch {
      throw KeySetFailure("\(error)")
    }
  }
}
