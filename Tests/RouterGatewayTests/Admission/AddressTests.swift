import Testing

@testable import RouterGateway

/// Where clients come from, and whom to believe about it.
struct AddressTests {
  @Test(arguments: [
    ("127.0.0.1", "127.0.0.1"), ("255.255.255.255", "255.255.255.255"), ("::1", "0:0:0:0:0:0:0:1"),
    ("2001:DB8::a", "2001:db8:0:0:0:0:0:a"), ("::ffff:10.1.2.3", "10.1.2.3"),
  ])
  func `An address is read and written`(_ text: String, _ written: String) {
    #expect(NetworkAddress(text)?.description == written)
  }

  @Test(arguments: ["", "1.2.3", "1.2.3.4.5", "256.1.1.1", "localhost", "::1%eth0", "1.2.3.4\0", "[::1]", " 1.2.3.4"])
  func `What is no address is none`(_ text: String) {
    #expect(NetworkAddress(text) == nil)
  }

  @Test func `Of IPv6 a whole network counts as one place`() throws {
    let near = try #require(NetworkAddress("2001:db8:1:2::1"))
    #expect(near.place == NetworkAddress("2001:db8:1:2:ffff::9")?.place)
    #expect(near.place != NetworkAddress("2001:db8:1:3::1")?.place)
    #expect(NetworkAddress("10.0.0.1")?.place != NetworkAddress("10.0.0.2")?.place)
  }

  @Test(arguments: [
    ("10.0.0.0/8", "10.255.1.1", true), ("10.0.0.0/8", "11.0.0.1", false), ("10.1.2.3", "10.1.2.3", true),
    ("10.1.2.3", "10.1.2.4", false), ("0.0.0.0/0", "9.9.9.9", true), ("0.0.0.0/0", "2001:db8::1", false),
    ("fd00::/8", "fd12::1", true), ("fd00::/8", "fe80::1", false), ("::1", "::1", true), ("::/0", "::1", true),
  ])
  func `A proxy is trusted by its address or range`(_ range: String, _ address: String, _ isTrusted: Bool) throws {
    #expect(try #require(TrustedProxy(parsing: range)).contains(NetworkAddress(address)) == isTrusted)
  }

  @Test(arguments: ["", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "::/129", "proxy.example.com", "10.0.0/8", "unix:"])
  func `What is no range is no proxy`(_ text: String) {
    #expect(TrustedProxy(parsing: text) == nil)
  }

  @Test func `Who comes by a socket file is trusted only as unix`() throws {
    #expect(try #require(TrustedProxy(parsing: "unix")).contains(nil))
    #expect(try #require(TrustedProxy(parsing: "unix")).contains(NetworkAddress("127.0.0.1")) == false)
    #expect(try #require(TrustedProxy(parsing: "0.0.0.0/0")).contains(nil) == false)
  }

  @Test(
    arguments: [
      // Nobody is trusted: the header may be anybody's invention.
      ([], "9.9.9.9", ["1.1.1.1"], "9.9.9.9"), (["10.0.0.0/8"], "9.9.9.9", ["1.1.1.1"], "9.9.9.9"),
      (["10.0.0.0/8"], "10.0.0.1", ["1.1.1.1"], "1.1.1.1"), (["10.0.0.0/8"], "10.0.0.1", [], "10.0.0.1"),
      // What a client put there itself stands to the left of what the proxy saw.
      (["10.0.0.0/8"], "10.0.0.1", ["6.6.6.6", "1.1.1.1"], "1.1.1.1"),
      (["10.0.0.0/8"], "10.0.0.1", ["6.6.6.6", "1.1.1.1", "10.0.0.2"], "1.1.1.1"),
      (["10.0.0.0/8"], "10.0.0.1", ["nonsense"], "10.0.0.1"), (["10.0.0.0/8"], "10.0.0.1", ["1.1.1.1:5000"], "1.1.1.1"),
      (["10.0.0.0/8"], "10.0.0.1", ["[2001:db8::1]:5000"], "2001:db8:0:0:0:0:0:1"),
      (["10.0.0.0/8"], "10.0.0.1", ["2001:db8::1"], "2001:db8:0:0:0:0:0:1"),
    ] as [([String], String, [String], String)])
  func `The client is the last address that no trusted proxy has`(
    _ trusted: [String], _ peer: String, _ forwarded: [String], _ client: String
  ) {
    let addresses = ClientAddress(trusting: trusted.compactMap { TrustedProxy(parsing: $0) })
    #expect(addresses.client(forwardedFor: forwarded, peer: NetworkAddress(peer))?.description == client)
  }

  @Test func `Behind a trusted socket file the header says who it is`() {
    let addresses = ClientAddress(trusting: [TrustedProxy(parsing: "unix")].compactMap(\.self))
    #expect(addresses.client(forwardedFor: ["1.1.1.1"], peer: nil)?.description == "1.1.1.1")
    #expect(ClientAddress(trusting: []).client(forwardedFor: ["1.1.1.1"], peer: nil) == nil)
  }
}
