import ConfigSchema

/// What a conversation goes by.
struct ConversationTerms: Sendable {
  var token: Secret?
  /// Legacy names.
  var events: [String]
  /// Whom SUBSCRIBE is addressed to; that does not narrow it.
  var target = "analysis-agent"
  var heartbeat: Duration = .seconds(30)
  var timeout: Duration = .seconds(10)
  /// From the begin until the subscription is taken.
  var patience: Duration = .seconds(10)
  /// How long a RECONNECT may be unanswered that nothing hangs on; there must be time for SUBSCRIBE.
  var brevity: Duration { patience / 5 }
  /// Requests that wait for their answers, at most.
  var requests = 256
  /// Requests that are forwarded in a minute, at most.
  var requestRate = 60
}
