import RouterCore
import RouterResources

extension AsyncAPIChannel {
  static func all(_ catalogue: Catalogue) -> [AsyncAPIChannel] {
    let v1 = V1Messages(catalogue)
    return [sessions(v1), streams(v1), legacySessions(LegacyMessages(catalogue))]
  }

  private static func sessions(_ messages: V1Messages) -> AsyncAPIChannel {
    AsyncAPIChannel(
      name: "v1", address: SessionEndpoint.v1Path, title: "v1 sessions",
      description: "A WebSocket session: requests and answers, and the events that were subscribed to.",
      parameters: RouteDescription.sessionParameters, client: messages.client,
      sent: [
        Sending(
          name: "tell", summary: "What the server says.",
          messages: messages.server.filter { $0.type != ServerMessageType.gap.type }),
        Sending(name: "deliver", summary: "Events that were subscribed to.", messages: messages.events),
      ])
  }

  private static func streams(_ messages: V1Messages) -> AsyncAPIChannel {
    AsyncAPIChannel(
      name: "v1_stream", address: EventStreamRequest.path, title: "Event stream",
      description: "Server-Sent Events: `event` is the type, `id` the event's id, `data` the frame. "
        + "Subscribe by the query parameters events, agents and filter.<key>.",
      sent: [
        Sending(
          name: "stream", summary: "Events that were asked for, and what is said about the connection.",
          messages: messages.events + ServerMessageType.ofStreams.map(messages.declaration))
      ])
  }

  private static func legacySessions(_ messages: LegacyMessages) -> AsyncAPIChannel {
    AsyncAPIChannel(
      name: "legacy", address: RouteDescription.legacySessions.path, title: "Legacy sessions",
      description:
        "A WebSocket session in the dialect of the legacy API: every message has an id, which its answer repeats.",
      parameters: RouteDescription.legacyParameters, prefix: "legacy_", client: messages.client,
      sent: [
        Sending(name: "legacy_tell", summary: "What the server says.", messages: messages.server),
        Sending(name: "legacy_deliver", summary: "Events that were subscribed to.", messages: messages.events),
      ])
  }
}
