import RouterResources
import TestSupport
import Testing

/// RFC 3986 §2.1.
struct PercentEncodingTests {
  @Test(
    arguments: [
      ("", ""), ("AZaz09-._~", "AZaz09-._~"), ("a b", "a%20b"), ("a/b?c#d", "a%2Fb%3Fc%23d"), ("é", "%C3%A9"),
      ("\u{0}\n", "%00%0A"), ("100%+", "100%25%2B"),
    ])
  func `Everything that is reserved is encoded`(_ text: String, _ encoded: String) {
    #expect(PercentEncoding.encode(text) == encoded)
    #expect(PercentEncoding.decode(encoded) == text)
    #expect(PercentEncoding.decode(encoded.lowercased()) == text.lowercased())
  }

  @Test(arguments: ["%", "%2", "%zz", "%2z", "%z2", "%+1", "%ff", "%C3", "a%C3b", "%ED%A0%80", "%é"])
  func `What is wrongly encoded is none`(_ text: String) { #expect(PercentEncoding.decode(text) == nil) }

  @Test func `A plus is a space in forms only`() {
    #expect(PercentEncoding.decode("a+b%2B") == "a+b+")
    #expect(PercentEncoding.decode("a+b%2B", plusIsSpace: true) == "a b+")
  }

  @Test func `Any text comes back`() {
    var random = SplitMix64(seed: 2)
    for _ in 0..<500 {
      let scalars = (0..<Int.random(in: 0...12, using: &random)).compactMap { _ in
        Unicode.Scalar(UInt32.random(in: 0...0x2FFF, using: &random))
      }
      let text = String(String.UnicodeScalarView(scalars))
      let encoded = PercentEncoding.encode(text)
      #expect(encoded.utf8.allSatisfy { $0 < 0x7F && $0 > 0x20 })
      #expect(PercentEncoding.decode(encoded).map { Array($0.utf8) } == Array(text.utf8))
      #expect(PercentEncoding.decode(encoded, plusIsSpace: true).map { Array($0.utf8) } == Array(text.utf8))
    }
  }
}
