import Testing

@testable import RouterGateway

struct ListenAddressTests {
  @Test(
    arguments: [
      ("127.0.0.1:8000", .tcp(host: "127.0.0.1", port: 8000)), ("localhost:0", .tcp(host: "localhost", port: 0)),
      ("[::1]:65535", .tcp(host: "::1", port: 65535)), ("unix:a.sock", .unix(path: "a.sock")),
      ("unix:/run/a b.sock", .unix(path: "/run/a b.sock")), ("unix:8000", .unix(path: "8000")),
    ] as [(String, ListenAddress)])
  func `Addresses are read and written the same`(_ text: String, _ address: ListenAddress) {
    #expect(ListenAddress(parsing: text) == address)
    #expect(address.configText == text)
  }

  @Test(arguments: [
    "", ":8000", "localhost", "localhost:", "localhost:65536", "localhost:-1", "::1:8000", "[::1]", "[]:1", "unix:",
    "unix:" + String(repeating: "x", count: 108), "unix:a\0b", "127.0.0.1:8000/",
  ])
  func `What is no address is refused`(_ text: String) {
    #expect(ListenAddress(parsing: text) == nil)
  }

  @Test func `The longest path of a socket is taken`() {
    #expect(ListenAddress(parsing: "unix:" + String(repeating: "x", count: 107)) != nil)
  }

  @Test(arguments: [
    ("127.0.0.1:8000", "127.0.0.1:8000", true), ("LOCALHOST:80", "localhost:80", true),
    ("127.0.0.1:8000", "127.0.0.1:8001", false), ("127.0.0.1:8000", "[::1]:8000", false),
    ("127.0.0.1:0", "127.0.0.1:0", false), ("unix:a", "unix:a", true), ("unix:a", "unix:b", false),
    ("unix:8000", "127.0.0.1:8000", false),
  ])
  func `Addresses collide when both cannot be had`(_ left: String, _ right: String, _ collides: Bool) throws {
    let (left, right) = (try #require(ListenAddress(parsing: left)), try #require(ListenAddress(parsing: right)))
    #expect(left.collides(with: right) == collides)
    #expect(right.collides(with: left) == collides)
  }

  @Test(arguments: [
    ("127.9.9.9:1", true), ("localhost:1", true), ("[::1]:1", true), ("unix:a", true), ("0.0.0.0:1", false),
    ("[::]:1", false), ("example.com:1", false), ("LOCALHOST:1", true), ("127.example.com:1", false),
    ("127.0.0.1.example.com:1", false), ("127.1:1", false), ("127.0.0.256:1", false), ("127.0.0.+1:1", false),
    ("localhost.example.com:1", false), ("128.0.0.1:1", false),
  ])
  func `Local is what only this machine reaches`(_ text: String, _ isLocal: Bool) throws {
    #expect(try #require(ListenAddress(parsing: text)).isLocal == isLocal)
  }
}
