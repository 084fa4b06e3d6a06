import RouterCore

extension AssessmentsSource: RequestHandler {
  var requests: [RequestRoute] {
    LegacyAction.allCases.map { RequestRoute(target: LegacyDesk.target, action: $0.rawValue) }
  }

  func answer(_ request: TargetRequest) async throws(RequestError) -> JSONDocument {
    try await LegacyDesk(desk: desk, logger: context.logger).answer(request)
  }
}
