import Foundation
import NIOCore
import Testing

@testable import LoadBench

struct UpgradeTests {
  private func upgrade(deflate: Bool = false) throws -> Upgrade {
    let server = try #require(ServerURL(parsing: "ws://127.0.0.1:80/junctor", scheme: "ws"))
    return Upgrade(server: server, token: "the-token", deflate: deflate)
  }

  private func read(_ answer: String, deflate: Bool = false) throws -> (isDone: Bool, rest: String) {
    var buffer = ByteBuffer(string: answer)
    let isDone = try upgrade(deflate: deflate).readAnswer(&buffer)
    return (isDone, String(buffer: buffer))
  }

  private static let head =
    "HTTP/1.1 101 Switching Protocols\r\nsec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n"

  /// In bytes: CR and LF are one character.
  private static func prefix(_ count: Int) -> String { String(decoding: head.utf8.prefix(count), as: UTF8.self) }

  @Test func `The request asks as RFC 6455 says, and the token is not in the URL`() throws {
    let lines = String(buffer: try upgrade().request).components(separatedBy: "\r\n")
    #expect(lines[0] == "GET /junctor/api/v1/ws HTTP/1.1")
    #expect(lines.contains("Sec-WebSocket-Version: 13"))
    #expect(lines.contains("Authorization: Bearer the-token"))
    #expect(lines.suffix(2) == ["", ""])
  }

  @Test func `The answer may come in pieces, and frames right behind it`() throws {
    for count in 0..<Self.head.utf8.count { #expect(try !read(Self.prefix(count)).isDone) }
    let (isDone, rest) = try read(Self.head + "frames")
    #expect(isDone)
    #expect(rest == "frames")
  }

  @Test func `A refusal tells the status, the problem's detail and what to do`() throws {
    let body = #"{"title":"Too Many Requests","detail":"10 connections a minute"}"#
    let failure = try #require(throws: BenchFailure.self) { try read("HTTP/1.1 429 Too Many Requests\r\n\r\n" + body) }
    #expect(failure == .upgradeRefused(status: 429, detail: "10 connections a minute"))
    #expect(failure.description.contains("profile: unlimited"))
    let plain = #expect(throws: BenchFailure.self) { try read("HTTP/1.1 401 Unauthorized\r\n\r\nno\nmore") }
    #expect(plain == .upgradeRefused(status: 401, detail: "no"))
    #expect(plain?.description.contains("junctor token") == true)
  }

  private static func head(_ extensions: String) -> String {
    head.replacing("\r\n\r\n", with: "\r\nSec-WebSocket-Extensions: \(extensions)\r\n\r\n")
  }

  @Test func `Compression is asked for and has to be granted`() throws {
    let request = String(buffer: try upgrade(deflate: true).request)
    #expect(request.contains("\r\nSec-WebSocket-Extensions: permessage-deflate\r\n"))
    #expect(request.hasSuffix("\r\n\r\n"))
    #expect(!String(buffer: try upgrade().request).contains("Extensions"))
    let granted = Self.head("permessage-deflate; server_no_context_takeover; client_no_context_takeover")
    #expect(try read(granted, deflate: true).isDone)
    #expect(throws: BenchFailure.compressionRefused) { try read(Self.head, deflate: true) }
    for (answer, deflate) in [(granted, false), (Self.head("permessage-deflate"), true)] {
      let failure = #expect(throws: BenchFailure.self) { try read(answer, deflate: deflate) }
      guard case .notAServer = failure else { return #expect(Bool(false), "\(failure.debugDescription)") }
    }
  }

  @Test(arguments: [
    "SSH-2.0-OpenSSH\r\n\r\n", "HTTP/1.1 101 Switching Protocols\r\nSec-WebSocket-Accept: x\r\n\r\n",
    "HTTP/1.1 101 Switching Protocols\r\n\r\n", String(repeating: "x", count: 20_000),
  ])
  func `Something else than a WebSocket server is told`(answer: String) {
    let failure = #expect(throws: BenchFailure.self) { try read(answer) }
    guard case .notAServer = failure else { return #expect(Bool(false), "\(failure.debugDescription)") }
  }
}
