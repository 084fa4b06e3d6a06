import HTTPTypes
import Hummingbird

extension HTTPRouter {
  private static let methods: [HTTPRequest.Method] = [.get, .head, .post, .put, .patch, .delete, .options]

  /// The one method of a path; others are told so (RFC 9110 §15.5.6), which Hummingbird leaves to its users. HEAD goes with GET.
  func allow(
    _ method: HTTPRequest.Method, at path: RouterPath, _ answer: @escaping @Sendable (Request) async throws -> Response
  ) {
    on(path, method: method) { request, _ in try await answer(request) }
    let allowed = method == .get ? [.get, .head] : [method]
    if method == .get {
      on(path, method: .head) { request, _ in try await answer(request).createHeadResponse() }
    }
    for other in Self.methods where !allowed.contains(other) {
      on(path, method: other) { _, _ -> Response in
        throw Problem(
          status: .methodNotAllowed, title: "Method Not Allowed", detail: "\(other.rawValue) is not supported here",
          allow: allowed)
      }
    }
  }
}
