import HTTPTypes
import Hummingbird

extension HTTPRouter {
  typealias Answer = @Sendable (Request) async throws -> Response

  private static let methods: [HTTPRequest.Method] = [.get, .head, .post, .put, .patch, .delete, .options]

  /// The one method of a path; others are told so (RFC 9110 §15.5.6), which Hummingbird leaves to its users. HEAD goes with GET.
  func allow(_ method: HTTPRequest.Method, at path: RouterPath, _ answer: @escaping Answer) {
    allow([method: answer], at: path)
  }

  /// All methods of a path.
  func allow(_ answers: KeyValuePairs<HTTPRequest.Method, Answer>, at path: RouterPath) {
    var allowed: [HTTPRequest.Method] = []
    for (method, answer) in answers {
      on(path, method: method) { request, _ in try await answer(request) }
      allowed.append(method)
      guard method == .get else { continue }
      on(path, method: .head) { request, _ in try await answer(request).createHeadResponse() }
      allowed.append(.head)
    }
    for other in Self.methods where !allowed.contains(other) {
      on(path, method: other) { [allowed] _, _ -> Response in
        throw Problem(
          status: .methodNotAllowed, title: "Method Not Allowed", detail: "\(other.rawValue) is not supported here",
          allow: allowed)
      }
    }
  }
}
