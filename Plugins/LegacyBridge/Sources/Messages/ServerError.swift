import RouterCore

/// What an ERROR says.
struct ServerError: Sendable, Equatable {
  let code: String
  let message: String
  let details: JSONDocument?

  /// Legacy API, "Error Scenarios". What is missing is filled in.
  init(payload: JSONNode?) {
    code = payload?["code"]?.string ?? RequestError.processing
    message = payload?["message"]?.string ?? "The server gave no reason"
    let details = payload?["details"]
    self.details = details.flatMap { $0.isNull ? nil : $0.detached() }
  }

  static func == (left: Self, right: Self) -> Bool {
    left.code == right.code && left.message == right.message
      && left.details?.bytes == right.details?.bytes
  }

  /// Whether it is about who we are.
  var isAboutIdentity: Bool { code.hasPrefix("AUTHENTICATION_") || code == "PERMISSION_DENIED" }

  /// For logs, where a server must not be able to write what it likes: something else could be a part of the token.
  var shownCode: String {
    let isPlain = !code.isEmpty && code.utf8.count <= 48 && code.utf8.allSatisfy(Self.isPlain)
    return isPlain ? code : "a code that is none"
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) || byte == UInt8(ascii: "_")
  }

  var requestError: RequestError { RequestError(code: code, message: message, details: details) }
}
