import Crypto
import Foundation
import RouterCore

/// What the header `webhook-signature` says (Standard Webhooks, "Signature scheme").
package enum Signature {
  /// `v1,<base64>` for every key, separated by spaces, so that a receiver may know the old or the new one.
  package static func text(id: String, seconds: Int64, body: [UInt8], secrets: SigningSecrets) -> String {
    secrets.keys.map { secret in
      var code = HMAC<SHA256>(key: secret.key)
      code.update(data: Array("\(id).\(seconds).".utf8))
      code.update(data: body)
      return "v1,\(Data(code.finalize()).base64EncodedString())"
    }.joined(separator: " ")
  }
}

extension Timestamp {
  /// Since 1970, as `webhook-timestamp` says it.
  package var wholeSeconds: Int64 {
    let (seconds, rest) = microseconds.quotientAndRemainder(dividingBy: 1_000_000)
    return rest < 0 ? seconds - 1 : seconds
  }
}
