import RouterCore
import RouterResources
import Testing

@testable import RouterGateway

struct RouteCheckTests {
  private static let check = RouteCheck([
    RouteDescription(
      .get, "/things/{thing}.json", name: "getThing", "", tag: .operation, access: .token,
      responses: [
        .json(.ok, "", .exact([.required("id", .identifier, "")])), RouteResponse(.notModified, ""),
        RouteResponse(.accepted, "", content: [RouteContent("text/plain; charset=utf-8")]),
      ])
  ])

  private static let problem = #"{"type":"about:blank","title":"No","status":404}"#

  @Test(
    arguments: [
      ("GET", "/things/a.json", 200, "application/json; charset=utf-8", #"{"id":"1"}"#),
      ("GET", "/things/a.json?x=/b", 304, nil, ""), ("HEAD", "/things/a.json", 200, "application/json", ""),
      ("GET", "/things/a.json", 202, "text/plain", "anything"),
      ("GET", "/things/a.json", 401, "application/problem+json", problem),
      ("PUT", "/things/a.json", 405, "application/problem+json", problem),
      ("GET", "/things", 404, "application/problem+json", problem),
      ("GET", "/things/a.json/b", 404, "application/problem+json", problem),
    ] as [(String, String, Int, String?, String)])
  func `An answer as it is described passes`(
    _ method: String, _ path: String, _ status: Int, _ type: String?, _ body: String
  ) {
    let answer = RouteCheck.Answer(status: status, mediaType: type, body: body)
    #expect(Self.check.problems(with: answer, to: method, path) == [])
  }

  @Test(
    arguments: [
      ("GET", "/things/a.json", 200, "application/json", #"{"id":"1","more":1}"#, "/more: expected no such member"),
      ("GET", "/things/a.json", 200, "application/json", "{", "the body is no JSON"),
      ("GET", "/things/a.json", 200, "text/html", "", #"expected ["application/json"], found text/html"#),
      ("GET", "/things/a.json", 200, nil, "", #"expected ["application/json"], found no media type"#),
      ("GET", "/things/a.json", 304, nil, "x", "expected no body, found 1 bytes"),
      ("HEAD", "/things/a.json", 200, "application/json", "x", "expected no body, found 1 bytes"),
      ("GET", "/things/a.json", 500, "application/problem+json", problem, "getThing is not said to answer 500"),
      ("PUT", "/things/a.json", 200, "application/json", "{}", "expected 405, found 200"),
      ("GET", "/thing", 200, "application/json", "{}", "expected 404, found 200"),
      ("GET", "/thing", 404, "application/problem+json", "{}", "/type: expected 'about:blank', found nothing"),
    ] as [(String, String, Int, String?, String, String)])
  func `One that is not is found`(
    _ method: String, _ path: String, _ status: Int, _ type: String?, _ body: String, _ problem: String
  ) {
    let answer = RouteCheck.Answer(status: status, mediaType: type, body: body)
    #expect(Self.check.problems(with: answer, to: method, path).first?.hasPrefix(problem) == true)
  }
}
