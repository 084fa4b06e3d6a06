import HTTPTypes
import Hummingbird
import RouterResources

extension RouteDescription {
  /// The methods that the route answers: HEAD goes with GET (RFC 9110 §9.3.2).
  var methods: [HTTPRequest.Method] { method == .get ? [.get, .head] : [method] }

  var routerPath: RouterPath { RouterPath(path) }
}
