import Logging
import RouterCore

/// What legacy clients ask the analysis agent.
struct InsightRequests: Sendable {
  static let target = "analysis-agent"

  private enum Action: String, CaseIterable {
    case metrics = "GET_DASHBOARD_METRICS"
    case trends = "GET_DASHBOARD_TRENDS"
    case insights = "GET_DASHBOARD_INSIGHTS"
    case patterns = "ANALYZE_PATTERNS"
  }

  static let routes = Action.allCases.map { RequestRoute(target: target, action: $0.rawValue) }

  let dashboards: DashboardAnswers
  let patterns: PatternSearch
  let logger: Logger

  func answer(_ request: TargetRequest) async throws(RequestError) -> JSONDocument {
    do {
      return try await work(on: request)
    } catch let error as RequestError {
      throw error
    } catch {
      // Of the store's or the log's inner workings a client is told nothing.
      logger.error("a request failed", metadata: ["action": "\(request.action)", "reason": "\(error)"])
      throw .failed(reason: "Insights cannot be read or written now", retryAfter: .seconds(5))
    }
  }

  private func work(on request: TargetRequest) async throws -> JSONDocument {
    let fields = RequestFields(request)
    switch Action(rawValue: request.action) {
    case .metrics: return try await dashboards.metrics(fields)
    case .trends: return try await dashboards.trends(fields)
    case .insights: return try await dashboards.insights(fields)
    case .patterns: return try await patterns.answer(request, fields)
    case nil: throw RequestError.unknownAction(request.action, of: request.target)
    }
  }
}
