import HTTPTypes
import RouterCore
import RouterGateway
import RouterResources

/// A part of the documentation that is made from declarations.
enum ProtocolBlock: String, CaseIterable {
  case events
  case legacyEvents = "legacy-events"
  case clientMessages = "client-messages"
  case serverMessages = "server-messages"
  case supportedEvents = "supported-events"
  case errorCodes = "error-codes"
  case closeCodes = "close-codes"
  case limitTypes = "limit-types"
  case legacyClientMessages = "legacy-client-messages"
  case legacyServerMessages = "legacy-server-messages"
  case legacyErrors = "legacy-errors"
  case routes
  case adminRoutes = "admin-routes"

  /// Ends with a line feed.
  func markdown(_ description: GatewayDescription) -> String {
    let messages = description.messages
    return switch self {
    case .events: EventChapter(types: messages.eventTypes).markdown
    case .legacyEvents: LegacyEventTable(types: messages.eventTypes).markdown
    case .clientMessages: MessageChapter(messages.client, beside: "`data`").markdown
    case .serverMessages: MessageChapter(messages.server, beside: "`data`").markdown
    case .supportedEvents: messages.catalogue.supportedNames.map { "`\($0)`" }.joined(separator: ", ") + "\n"
    case .errorCodes:
      MarkdownTable(["code", "meaning"], ErrorCode.allCases.map { ["`\($0.rawValue)`", $0.meaning] }).text
    case .closeCodes:
      MarkdownTable(["code", "meaning"], CloseCode.allCases.map { ["\($0.rawValue)", $0.meaning] }).text
    case .limitTypes: LimitReport.Kind.allCases.map { "`\($0.rawValue)`" }.joined(separator: ", ") + "\n"
    case .legacyClientMessages: MessageChapter(description.legacyMessages.client, beside: "`type` and `id`").markdown
    case .legacyServerMessages:
      MessageChapter(description.legacyMessages.answers, beside: "`type`, `id` and `timestamp`").markdown
    case .legacyErrors: LegacyErrorTable().markdown
    case .routes: Self.table(of: description.clientRoutes)
    case .adminRoutes: Self.table(of: description.adminRoutes)
    }
  }

  private static func table(of routes: [RouteDescription]) -> String {
    MarkdownTable(
      ["route", "what it is", "needs", "answers"],
      routes.map { route in
        let answers = route.allResponses.map { "\($0.status.code)" }.joined(separator: ", ")
        return ["`\(route.method.rawValue) \(route.path)`", route.summary, route.access.words, answers]
      }
    ).text
  }
}

extension RouteAccess {
  fileprivate var words: String {
    switch self {
    case .open: "nothing"
    case .token, .session: "a token"
    case .permission(let permission): permission.rawValue
    }
  }
}
