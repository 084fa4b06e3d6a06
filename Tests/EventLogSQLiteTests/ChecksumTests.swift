import Testing
@testable import EventLogSQLite

struct ChecksumTests {
  /// The check value of CRC-32 in every catalogue of such codes.
  @Test func `the known check value`() {
    var checksum = Checksum()
    checksum.add(Array("123456789".utf8))
    #expect(checksum.value == 0xCBF4_3926)
  }

  @Test func `texts side by side are told apart`() {
    func sum(_ texts: String?...) -> UInt32 {
      var checksum = Checksum()
      for text in texts { checksum.add(text) }
      return checksum.value
    }
    #expect(Set([sum("ab", "c"), sum("a", "bc"), sum("abc", ""), sum("abc", nil)]).count == 4)
  }
}
