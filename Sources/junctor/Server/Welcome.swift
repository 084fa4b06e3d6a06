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

    See events (Debian's python3-websockets, which `make run` installs):

      (echo '{"type":"subscribe","data":{"events":["metrics","agent_status"]}}'; cat) | /usr/bin/python3 -m websockets 'ws://\(authority)/api/v1/ws?token=\(token)'

    """
  }
}
