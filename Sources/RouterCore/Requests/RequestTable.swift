/// Who answers which requests.
struct RequestTable: Sendable {
  private struct Entry: Sendable {
    let handler: any RequestHandler
    let access: RequestAccess?
  }

  /// The contract's targets (§3): known, whether anybody answers for them or not.
  private static let documented: [String: Set<String>] = [
    "analysis-agent": [
      "GET_DASHBOARD_METRICS", "GET_DASHBOARD_TRENDS", "GET_DASHBOARD_INSIGHTS", "ANALYZE_PATTERNS",
    ],
    "assessment-agent": [
      "CREATE_ASSESSMENT", "GET_ASSESSMENT", "UPDATE_ASSESSMENT", "SUBMIT_ASSESSMENT", "VALIDATE_ASSESSMENT",
      "ANALYZE_ASSESSMENT", "GENERATE_REPORT",
    ],
  ]

  /// By target and action.
  private var actions: [String: [String: Entry]] = [:]
  /// By target: for all other actions.
  private var others: [String: Entry] = [:]

  init(_ handlers: [any RequestHandler]) {
    for handler in handlers {
      for route in handler.requests {
        let target = RequestTarget.canonical(route.target)
        let entry = Entry(handler: handler, access: route.access)
        if let action = route.action {
          if actions[target]?[action] == nil { actions[target, default: [:]][action] = entry }
        } else if others[target] == nil {
          others[target] = entry
        }
      }
    }
  }

  private func entry(for request: TargetRequest) -> Entry? {
    actions[request.target]?[request.action] ?? others[request.target]
  }

  func access(of request: TargetRequest) -> RequestAccess {
    entry(for: request)?.access ?? RequestAccess(action: request.action)
  }

  /// - Throws: why nobody is asked.
  func handler(of request: TargetRequest) throws(RequestError) -> any RequestHandler {
    let (target, action) = (request.target, request.action)
    let entry = entry(for: request)
    let documented = Self.documented[target]
    guard entry != nil || documented != nil || actions[target] != nil else { throw .unavailable(target) }
    guard entry != nil || documented?.contains(action) == true else { throw .unknownAction(action, of: target) }
    let access = access(of: request)
    guard request.access.contains(access) else { throw .denied(action, needs: access) }
    guard let entry else { throw .unavailable(target) }
    return entry.handler
  }
}
