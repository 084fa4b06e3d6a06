/// The version that `junctor version` prints and that clients are told.
enum Version {
  static let text = "0.1.0"
}
