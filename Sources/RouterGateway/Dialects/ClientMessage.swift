import RouterCore

/// What a client asks for, in whatever dialect it said so.
package enum ClientMessage: Sendable {
  case subscribe(SubscribeRequest)
  case unsubscribe(UnsubscribeRequest)
  /// The id is any JSON value, echoed as it came; it keeps the whole message.
  case ping(id: JSONNode?)
  case invalid(MessageError)
}

package struct SubscribeRequest: Sendable {
  /// Names as the client spells them.
  var events: [String]
  /// Empty for all agents.
  var agents: [String] = []
  var filters: [FilterRequest] = []
}

package struct UnsubscribeRequest: Sendable {
  var events: [String] = []
  var agents: [String] = []
}

/// A message that cannot be used, and the family of answers that says so.
package struct MessageError: Error, Equatable {
  package enum Family: Sendable { case subscription, connection }

  package let family: Family
  package let text: String
}
