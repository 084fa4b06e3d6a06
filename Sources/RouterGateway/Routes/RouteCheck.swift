import HTTPTypes
import RouterCore
import RouterResources

/// Holds answers to requests against the descriptions of routes, for tests: theirs is every answer that a client gets.
package struct RouteCheck: Sendable {
  package struct Answer: Sendable {
    let status: Int
    /// `Content-Type`, if there is a body.
    let mediaType: String?
    let body: String

    package init(status: Int, mediaType: String?, body: String) {
      (self.status, self.mediaType, self.body) = (status, mediaType, body)
    }
  }

  private let routes: [RouteDescription]

  package init(_ routes: [RouteDescription]) { self.routes = routes }

  /// What is not as described; empty if all is.
  /// - Parameter target: the path, with or without a query.
  package func problems(with answer: Answer, to method: String, _ target: String) -> [String] {
    let path = String(target.prefix { $0 != "?" })
    let here = routes.filter { $0.matches(path) }
    guard let route = here.first(where: { $0.methods.map(\.rawValue).contains(method) }) else {
      return problems(with: answer, expecting: .problem(here.isEmpty ? .notFound : .methodNotAllowed, ""), method)
    }
    guard let response = route.allResponses.first(where: { $0.status.code == answer.status }) else {
      return ["\(route.name) is not said to answer \(answer.status)"]
    }
    return problems(with: answer, expecting: response, method)
  }

  private func problems(with answer: Answer, expecting response: RouteResponse, _ method: String) -> [String] {
    guard answer.status == response.status.code else {
      return ["expected \(response.status.code), found \(answer.status)"]
    }
    if method == "HEAD" || response.content.isEmpty {
      return answer.body.isEmpty ? [] : ["expected no body, found \(answer.body.utf8.count) bytes"]
    }
    let type = answer.mediaType.map(Self.essence)
    guard let content = response.content.first(where: { Self.essence($0.mediaType) == type }) else {
      return ["expected \(response.content.map(\.mediaType)), found \(type ?? "no media type")"]
    }
    guard let shape = content.shape else { return [] }
    do {
      return shape.violations(in: try JSONDocument(parsing: answer.body).root).map(\.description)
    } catch {
      return ["the body is no JSON: \(error)"]
    }
  }

  /// Without parameters (RFC 9110 §8.3.1).
  private static func essence(_ mediaType: String) -> String {
    mediaType.prefix { $0 != ";" }.lowercased()
  }
}

extension RouteDescription {
  /// Whether a path is one of this template's.
  fileprivate func matches(_ path: String) -> Bool {
    let (ours, theirs) = (self.path.split(separator: "/"), path.split(separator: "/"))
    return ours.count == theirs.count
      && zip(ours, theirs).allSatisfy { part, segment in
        guard let start = part.firstIndex(of: "{"), let end = part.firstIndex(of: "}") else { return part == segment }
        return segment.hasPrefix(part[..<start]) && segment.hasSuffix(part[part.index(after: end)...])
      }
  }
}
