import ConfigSchema

/// Why a file could not be taken in.
package enum FileFailure: Error, Equatable {
  /// With the reason of the operating system.
  case unreadable(String)
  case tooLarge(limit: Int)

  /// Completes "cannot read the file: …".
  var reason: String {
    switch self {
    case .unreadable(let reason): reason
    case .tooLarge(let limit): "it is larger than the limit of \(ByteSize(bytes: limit).configText ?? "")"
    }
  }
}
