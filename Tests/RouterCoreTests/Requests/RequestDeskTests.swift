import TestSupport
import Testing

@testable import RouterCore

/// Requests find whoever answers for their target and action.
struct RequestDeskTests {
  private struct Handler: RequestHandler {
    let requests: [RequestRoute]
    let name: String

    init(_ name: String, _ routes: RequestRoute...) { (self.name, requests) = (name, routes) }

    func answer(_ request: TargetRequest) async throws(RequestError) -> JSONDocument {
      guard request.action != "GET_NOTHING" else { throw .failed(reason: "nothing there") }
      return .string("\(name): \(request.target) \(request.action)")
    }
  }

  /// Never answers, and does not heed cancellation.
  private struct StubbornHandler: RequestHandler {
    let requests = [RequestRoute(target: "analysis-agent", action: nil)]

    func answer(_ request: TargetRequest) async throws(RequestError) -> JSONDocument {
      await withUnsafeContinuation { (_: UnsafeContinuation<Void, Never>) in }
      return .null
    }
  }

  private static func request(
    _ target: String, _ action: String, _ access: Set<RequestAccess> = [.read, .write]
  ) -> TargetRequest {
    TargetRequest(target: target, action: action, payload: .null, isQuery: true, subject: "u", access: access)
  }

  private static func outcome(_ result: Result<JSONDocument, RequestError>) -> String {
    switch result {
    case .success(let payload): "\(payload)"
    case .failure(let error): "\(error.code) \(error.details?.description ?? "")"
    }
  }

  private static let handlers: [any RequestHandler] = [
    Handler("own", RequestRoute(target: "assessment-agent", action: "GET_ASSESSMENT")),
    Handler(
      "bridge", RequestRoute(target: "assessment_agent", action: nil),
      RequestRoute(target: "analysis-agent", action: nil)),
    Handler("late", RequestRoute(target: "assessment-agent", action: "GET_ASSESSMENT")),
    Handler(
      "mine", RequestRoute(target: "my-agent", action: "LIST", access: .read),
      RequestRoute(target: "my-agent", action: "GET_NOTHING"), RequestRoute(target: "my-agent", action: "DROP")),
  ]

  @Test(arguments: [
    ("assessment-agent", "GET_ASSESSMENT", #""own: assessment-agent GET_ASSESSMENT""#),
    ("assessment_agent", "GET_ASSESSMENT", #""own: assessment-agent GET_ASSESSMENT""#),
    ("assessment-agent", "SUBMIT_ASSESSMENT", #""bridge: assessment-agent SUBMIT_ASSESSMENT""#),
    ("analysis_agent", "ANYTHING", #""bridge: analysis-agent ANYTHING""#),
    ("my_agent", "LIST", #""mine: my-agent LIST""#),
    ("my-agent", "OTHER", #"UNKNOWN_ACTION {"action":"OTHER","target":"my-agent"}"#),
    ("my-agent", "GET_NOTHING", #"PROCESSING_ERROR {"reason":"nothing there"}"#),
    ("other-agent", "LIST", #"PROCESSING_ERROR {"reason":"Other agent unavailable","retryAfter":5000}"#),
  ])
  func `An exact route comes before one for a whole target, and the first of two equal ones`(
    _ target: String, _ action: String, _ expected: String
  ) async {
    let desk = RequestDesk(timeout: .seconds(30), time: VirtualTime())
    desk.use(Self.handlers)
    #expect(Self.outcome(await desk.answer(Self.request(target, action))) == expected)
  }

  @Test(arguments: [
    ("analysis-agent", "GET_DASHBOARD_METRICS", "Analysis agent unavailable"),
    ("assessment_agent", "CREATE_ASSESSMENT", "Assessment agent unavailable"),
  ])
  func `Documented actions that nobody answers are unavailable`(
    _ target: String, _ action: String, _ reason: String
  ) async {
    let desk = RequestDesk(timeout: .seconds(30), time: VirtualTime())
    let expected = #"PROCESSING_ERROR {"reason":"\#(reason)","retryAfter":5000}"#
    #expect(Self.outcome(await desk.answer(Self.request(target, action))) == expected)
    // Actions belong to their target.
    let elsewhere = await desk.answer(Self.request("analysis-agent", "CREATE_ASSESSMENT"))
    #expect(Self.outcome(elsewhere).hasPrefix("UNKNOWN_ACTION"))
  }

  @Test(arguments: [
    ("analysis-agent", "ANALYZE_PATTERNS", RequestAccess.read), ("assessment-agent", "GENERATE_REPORT", .read),
    ("assessment-agent", "VALIDATE_ASSESSMENT", .read), ("assessment-agent", "GET_ASSESSMENT", .read),
    ("analysis-agent", "GET_DASHBOARD_TRENDS", .read), ("assessment-agent", "CREATE_ASSESSMENT", .write),
    ("assessment-agent", "UPDATE_ASSESSMENT", .write), ("assessment-agent", "SUBMIT_ASSESSMENT", .write),
    ("assessment-agent", "ANALYZE_ASSESSMENT", .write), ("my-agent", "LIST", .read), ("my-agent", "DROP", .write),
  ])
  func `Access goes by the action, or by what its route says`(
    _ target: String, _ action: String, _ access: RequestAccess
  ) async {
    let desk = RequestDesk(timeout: .seconds(30), time: VirtualTime())
    desk.use(Self.handlers)
    let denied = #"PERMISSION_DENIED {"action":"\#(action)","required":"\#(access.rawValue)"}"#
    let others = Set(RequestAccess.allCases).subtracting([access])
    #expect(Self.outcome(await desk.answer(Self.request(target, action, others))) == denied)
    #expect(Self.outcome(await desk.answer(Self.request(target, action, [access]))).hasPrefix("\""))
  }

  @Test func `What is not answered in time is answered with an error`() async {
    let time = VirtualTime()
    let desk = RequestDesk(timeout: .seconds(30), time: time)
    desk.use([StubbornHandler()])
    async let result = desk.answer(Self.request("analysis-agent", "GET_DASHBOARD_METRICS"))
    await time.waitForSleepers(1)
    time.advance(by: .seconds(30))
    let reason = #"{"reason":"Analysis agent has not answered in 30.0 seconds","retryAfter":5000}"#
    #expect(Self.outcome(await result) == "PROCESSING_ERROR \(reason)")
  }
}
