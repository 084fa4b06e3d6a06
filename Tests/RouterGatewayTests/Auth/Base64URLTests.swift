import Foundation
import TestSupport
import Testing

@testable import RouterGateway

struct Base64URLTests {
  private static func bytes(_ text: String) -> [UInt8]? { Base64URL.decode(Array(text.utf8)[...]) }

  @Test(
    arguments: [
      ("", []), ("AA", [0]), ("AAA", [0, 0]), ("_-8", [255, 239]), ("Zm9vYmFy", Array("foobar".utf8)),
    ] as [(String, [UInt8])])
  func `Texts without padding are read`(_ text: String, _ expected: [UInt8]) {
    #expect(Self.bytes(text) == expected)
  }

  @Test(arguments: [
    "A", "AAAAA", "AA==", "AAA=", "=", "+/8", "AB", "AAB", "Zm9v ", "Zm9v\n", "Zm 9", "Zm9é", "Zm\u{0}9", "Zm@[",
    "`{/:",
  ])
  func `Padding, other letters and bits without a meaning are refused`(_ text: String) {
    #expect(Self.bytes(text) == nil)
  }

  /// Foundation decodes the ordinary alphabet with padding; every value has one form only.
  @Test func `It agrees with Foundation on random texts`() {
    var random = SplitMix64(seed: 1)
    let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_AAQgw".utf8)
    var good = 0
    for _ in 0..<5000 {
      let text = (0..<Int.random(in: 0...40, using: &random)).map { _ in letters.randomElement(using: &random) ?? 0 }
      let standard = String(decoding: text, as: UTF8.self).replacing("-", with: "+").replacing("_", with: "/")
      let padding = String(repeating: "=", count: (4 - text.count % 4) % 4)
      let expected = Data(base64Encoded: standard + padding).map { [UInt8]($0) }
      let canonical = expected.flatMap { Base64URL.encode($0) == text ? $0 : nil }
      #expect(Base64URL.decode(text[...]) == canonical)
      if canonical != nil { good += 1 }
    }
    #expect(good > 1000 && good < 4500)
  }
}
