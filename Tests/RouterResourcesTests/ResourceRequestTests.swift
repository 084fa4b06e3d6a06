import RouterCore
import RouterResources
import TestSupport
import Testing

struct ResourceRequestTests {
  private static func request(_ query: [String: String] = [:], ifMatch: String? = nil) -> ResourceRequest {
    ResourceRequest(
      route: "r", query: query, caller: .init(subject: "s", permissions: []),
      ifMatch: ifMatch.flatMap { EntityTagCondition([$0]) })
  }

  @Test(
    arguments: [
      ([:], PageRequest(limit: 50)), (["limit": "7"], PageRequest(limit: 7)),
      (["limit": "3e1"], PageRequest(limit: 30)),
      (["limit": "20.0"], PageRequest(limit: 20)),
      (["limit": "2", "cursor": "p10"], PageRequest(limit: 2, cursor: PageCursor(after: 36))),
    ])
  func `A page is what the query says`(_ query: [String: String], _ page: PageRequest) throws {
    #expect(try Self.request(query).page() == page)
  }

  @Test func `A cursor of elsewhere is named`() throws {
    let problem = #expect(throws: Problem.self) { try Self.request(["cursor": "next"]).page() }
    #expect(problem?.status == .badRequest)
    guard case .query("cursor") = problem?.errors.first?.place else {
      Issue.record("the cursor is not named")
      return
    }
  }

  @Test func `Numbers are read as JSON writes them`() {
    let request = Self.request(["a": "1e-1", "b": "x", "c": "0.5", "d": "3"])
    #expect(request.number("a") == 0.1)
    #expect(request.number("b") == nil)
    #expect(request.number("missing") == nil)
    #expect(request.integer("c") == nil)
    #expect(request.integer("d") == 3)
  }

  @Test func `Another version than the client means is a problem with the right one`() throws {
    let tag = EntityTag(revision: 5)
    for fine in [nil, "*", #""5""#, #""4","5""#] { try Self.request(ifMatch: fine).checkPrecondition(tag) }
    for wrong in [#""4""#, #"W/"5""#] {
      let problem = #expect(throws: Problem.self) { try Self.request(ifMatch: wrong).checkPrecondition(tag) }
      #expect(problem?.status == .preconditionFailed)
      #expect(problem?.fields[.eTag] == #""5""#)
    }
  }

  @Test func `A page has its items, and where the next begins if there is more`() throws {
    let last = ResourceAnswer.page([], next: nil)
    #expect(last.body.map { String(decoding: $0, as: UTF8.self) } == #"{"items":[]}"#)
    let page = ResourceAnswer.page([Array("{}".utf8), Array("1".utf8)], next: PageCursor(after: 36))
    #expect(page.body.map { String(decoding: $0, as: UTF8.self) } == #"{"items":[{},1],"next_cursor":"p10"}"#)
    #expect(page.next == PageCursor(after: 36))
  }
}
