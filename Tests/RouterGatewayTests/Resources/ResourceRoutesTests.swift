import RouterCore
import RouterResources
import TestSupport
import Testing

@testable import RouterGateway

/// Routes of sources, on the wire.
@Suite(.timeLimit(.minutes(1)))
struct ResourceRoutesTests {
  private static func running(_ body: @escaping @Sendable (GatewayBench) async throws -> Void) async throws {
    let boards = [NoteBoard(), NoteBoard(answer: "second")].enumerated().map { index, board in
      Deployment.SourceSpec(name: "notes\(index)", type: "notes") { _ in board }
    }
    try await GatewayBench.running(sources: boards, body)
  }

  private static func request(
    _ bench: GatewayBench, _ method: String, _ path: String, _ headers: String = "", body: String? = nil,
    as role: String? = "admin"
  ) async throws -> HTTPMessage {
    var authorization = ""
    if let role { authorization = "Authorization: Bearer \(try await String.token(.role(role)))\r\n" }
    let head = "\(method) \(path) HTTP/1.1\r\nHost: localhost\r\n\(authorization)\(headers)"
    let length = body.map { "Content-Length: \($0.utf8.count)\r\nContent-Type: application/json\r\n" } ?? ""
    let answer = try await LoopbackClient.connected(to: bench.port) { client in
      try await client.send("\(head)\(length)\r\n\(body ?? "")")
      return await client.response(hasBody: method != "HEAD")
    }
    let message = try #require(answer)
    let check = RouteCheck(NoteBoard().resources.map(\.description))
    let found = RouteCheck.Answer(
      status: message.status, mediaType: message.headers["content-type"], body: message.body)
    // 500 is never described: nobody may count on it.
    if message.status != 500 { #expect(check.problems(with: found, to: method, path) == []) }
    return message
  }

  @Test func `A resource is given with its version, and only to who has not got it`() async throws {
    try await Self.running { bench in
      let found = try await Self.request(bench, "GET", "/api/v1/notes/a%2Fb")
      #expect(found.status == 200)
      #expect(found.body == #"{"text":"a/b for user_456"}"#)
      #expect(found.headers["etag"] == "\"7\"")
      #expect(found.headers["cache-control"] == "private, no-cache")
      for (tags, status) in [(#""7""#, 304), (#"W/"7", "8""#, 304), ("*", 304), (#""8""#, 200)] {
        let again = try await Self.request(bench, "GET", "/api/v1/notes/x", "If-None-Match: \(tags)\r\n")
        #expect(again.status == status)
      }
      #expect(try await Self.request(bench, "GET", "/api/v1/notes/x", "If-None-Match: 7\r\n").status == 400)
    }
  }

  @Test func `A list says where it goes on, without the token`() async throws {
    try await Self.running { bench in
      let token = try await String.token(.role("admin"))
      let page = try await Self.request(
        bench, "GET", "/api/v1/notes?limit=2&token=\(token)", as: nil)
      // Of two sources with the route, the first in the config.
      #expect(page.body == #"{"items":[{"text":"first"}],"next_cursor":"p10"}"#)
      #expect(page.headers["link"] == #"</api/v1/notes?limit=2&cursor=p10>; rel="next""#)
      let last = try await Self.request(bench, "GET", "/api/v1/notes?limit=2&cursor=p10")
      #expect(last.body == #"{"items":[{"text":"first"}]}"#)
      #expect(last.headers["link"] == nil)
    }
  }

  @Test func `What is created is there, at a path that is encoded`() async throws {
    try await Self.running { bench in
      let made = try await Self.request(bench, "POST", "/api/v1/notes", body: #"{"text":"x"}"#)
      #expect(made.status == 201)
      #expect(made.headers["location"] == "/api/v1/notes/a%20b")
      let keyed = try await Self.request(
        bench, "POST", "/api/v1/notes", "Idempotency-Key: k1\r\n", body: #"{"text":"x"}"#)
      #expect(keyed.headers["location"] == "/api/v1/notes/k1")
      let gone = try await Self.request(bench, "DELETE", "/api/v1/notes/x", "If-Match: \"7\"\r\n")
      #expect(gone.status == 204)
      #expect(gone.body == "")
    }
  }

  @Test(
    arguments: [
      ("GET", "/api/v1/notes/missing", "", nil, "admin", 404, "there is no note 'missing'"),
      ("GET", "/api/v1/notes/broken", "", nil, "admin", 500, ""),
      ("GET", "/api/v1/notes?page=1", "", nil, "admin", 400, "the query is wrong"),
      ("GET", "/api/v1/notes?cursor=x", "", nil, "admin", 400, "the cursor is none of this server"),
      ("GET", "/api/v1/notes", "", nil, nil, 401, "token"),
      ("POST", "/api/v1/notes", "", #"{"text":"x"}"#, "observer", 403, "this needs the permission modify_agent"),
      ("DELETE", "/api/v1/notes/x", "", nil, "researcher", 403, "this needs the permission delete_agent"),
      ("DELETE", "/api/v1/notes/x", "If-Match: \"8\"\r\n", nil, "admin", 412, #"its ETag is now "7""#),
      ("POST", "/api/v1/notes", "", "{", "admin", 400, "the text ends too early"),
      ("POST", "/api/v1/notes", "", #"{"txt":"x"}"#, "admin", 422, "the body is not as it should be"),
      ("POST", "/api/v1/notes", "Content-Encoding: gzip\r\n", #"{"text":"x"}"#, "admin", 415, "Content-Encoding"),
      ("PUT", "/api/v1/notes", "", "{}", "admin", 405, ""),
    ] as [(String, String, String, String?, String?, Int, String)])
  func `Wrong requests get their problem`(
    _ method: String, _ path: String, _ headers: String, _ body: String?, _ role: String?, _ status: Int,
    _ detail: String
  ) async throws {
    try await Self.running { bench in
      let answer = try await Self.request(bench, method, path, headers, body: body, as: role)
      #expect(answer.status == status)
      #expect(answer.headers["content-type"] == "application/problem+json")
      #expect(detail.isEmpty || answer.json?.root["detail"]?.string?.contains(detail) == true, "\(answer.body)")
    }
  }

  @Test func `Routes of sources are described`() async throws {
    try await Self.running { bench in
      let document = bench.gateway.description(engine: bench.engine).openAPI.rendered
      let paths = try #require(try JSONDocument(parsing: document).root["paths"])
      let note = paths["/api/v1/notes/{note_id}"]
      #expect(note?.members.map(\.name).sorted() == ["delete", "get"])
      #expect(paths["/api/v1/notes"]?["post"]?["operationId"]?.string == "createNote")
    }
  }
}
