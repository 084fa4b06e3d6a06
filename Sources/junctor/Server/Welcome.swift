/// What a developer sees first: where the server is and how to talk to it.
struct Welcome {
  let host: String
  let port: Int
  let token: String

  private var authority: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

  var text: String {
    """

    Junctor \(Version.text) is listening.

      WebSocket  ws://\(authority)/api/v1/ws
      Publish    http://\(authority)/api/v1/events
      Token      \(token)

    See events (one line, needs Python's websockets):

      (echo '{"type":"subscribe","data":{"events":["metrics","agent_status"]}}'; cat) | python3 -m websockets 'ws://\(authority)/api/v1/ws?token=\(token)'

    """
  }
}
