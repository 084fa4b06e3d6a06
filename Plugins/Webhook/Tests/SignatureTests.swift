import SignedHTTP
import ConfigSchema
import RouterCore
import TestSupport
import Testing

@testable import WebhookPlugin

@Suite struct SignatureTests {
  private static let old = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
  private static let new = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"

  /// The vector of the Standard Webhooks libraries (standard-webhooks/standard-webhooks, libraries/*/tests).
  @Test func `The published vector is signed as published`() {
    let text = Signature.text(
      id: "msg_p5jXN8AQM9LWM0D4loKWxJek", seconds: 1_614_265_330, body: Array(#"{"test": 2432232314}"#.utf8),
      secrets: .sample("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))
    #expect(text == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
  }

  @Test func `Every secret gives a signature of its own`() {
    let body = Array("{}".utf8)
    let single = [Self.old, Self.new].map {
      Signature.text(id: "msg_1", seconds: 1, body: body, secrets: .sample($0))
    }
    let both = Signature.text(
      id: "msg_1", seconds: 1, body: body, secrets: .sample("[\"\(Self.old)\", \"\(Self.new)\"]"))
    #expect(both == single.joined(separator: " "))
    #expect(single[0] != single[1])
  }

  @Test func `Everything that is signed changes the signature`() {
    let secrets = SigningSecrets.sample(Self.new)
    let texts = [
      Signature.text(id: "msg_1", seconds: 1, body: [1], secrets: secrets),
      Signature.text(id: "msg_2", seconds: 1, body: [1], secrets: secrets),
      Signature.text(id: "msg_1", seconds: 2, body: [1], secrets: secrets),
      Signature.text(id: "msg_1", seconds: 1, body: [2], secrets: secrets),
    ]
    #expect(Set(texts).count == 4)
  }

  @Test(
    arguments: [
      (0, 0), (999_999, 0), (1_000_000, 1), (-1, -1), (-1_000_000, -1), (1_705_314_600_123_456, 1_705_314_600),
    ] as [(Int64, Int64)])
  func `Seconds are rounded down`(microseconds: Int64, seconds: Int64) {
    #expect(Timestamp(microseconds: microseconds).wholeSeconds == seconds)
  }
}

extension SigningSecrets {
  static func sample(_ yaml: String) -> SigningSecrets {
    var diagnostics = Diagnostics()
    let secrets = decode(.yaml("secret: \(yaml)")["secret"] ?? .yaml(""), &diagnostics)
    if !diagnostics.lines.isEmpty { Issue.record("the secret has mistakes: \(diagnostics.lines)") }
    return secrets ?? .none
  }
}
