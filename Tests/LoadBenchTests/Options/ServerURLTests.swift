import Testing

@testable import LoadBench

struct ServerURLTests {
  @Test(
    arguments: [
      ("ws://127.0.0.1:8000", .host("127.0.0.1", port: 8000), "", "127.0.0.1:8000"),
      ("ws://router.example", .host("router.example", port: 80), "", "router.example:80"),
      ("ws://[::1]:9/", .host("::1", port: 9), "", "[::1]:9"),
      ("ws://h:1/api/v1/ws", .host("h", port: 1), "", "h:1"),
      ("WS://h:1/proxy/api/v1/ws", .host("h", port: 1), "/proxy", "h:1"),
      ("unix:/run/junctor.sock", .unixSocket("/run/junctor.sock"), "", "localhost"),
      ("unix:data/s", .unixSocket("data/s"), "", "localhost"),
    ] as [(String, ServerURL.Place, String, String)])
  func `A server is named by its URL`(
    text: String, place: ServerURL.Place, prefix: String, authority: String
  ) throws {
    let url = try #require(ServerURL(parsing: text, scheme: "ws"))
    #expect((url.place, url.prefix, url.authority) == (place, prefix, authority))
  }

  @Test(
    arguments: [
      ("ws://h", false, 80), ("wss://h", true, 443), ("WSS://h:8443", true, 8443), ("unix:s", false, nil),
    ] as [(String, Bool, Int?)])
  func `An s at the end of the scheme asks for encryption`(text: String, isSecure: Bool, port: Int?) throws {
    let url = try #require(ServerURL(parsing: text, scheme: "ws"))
    #expect(url.isSecure == isSecure)
    if let port { #expect(url.place == .host("h", port: port)) }
  }

  @Test(arguments: [
    "", "127.0.0.1:8000", "http://127.0.0.1:8000", "ws://", "ws://:8000", "ws://h:0", "ws://h:65536", "ws://h:x",
    "ws://h?token=x", "ws://u@h", "unix:", "ws:/h", "wsss://h", "https://h",
  ])
  func `Anything else is none`(text: String) {
    #expect(ServerURL(parsing: text, scheme: "ws") == nil)
  }
}
