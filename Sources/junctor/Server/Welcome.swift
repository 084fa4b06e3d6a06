import RouterGateway

/// What a developer sees first: where the server is and how to talk to it.
struct Welcome {
  let version = Version.text
  let place: ListenPlace
  /// Nil where none is asked for.
  let token: String?

  /// - Parameter places: where the server listens; a web address is shown if there is any.
  init?(_ places: [ListenPlace], token: String?) {
    let clients = places.filter { !$0.isAdmin }
    guard let place = clients.first(where: \.isTCP) ?? clients.first else { return nil }
    self.place = place
    self.token = token
  }

  private var tokenText: String { token ?? "none is needed" }
  private var tokenQuery: String { token.map { "?token=\($0)" } ?? "" }
  private var schemeSuffix: String { place.isTLS ? "s" : "" }

  var text: String {
    switch place.address {
    case .tcp: webText
    case .unix(let path): socketText(path)
    }
  }

  private var webText: String {
    """

    Junctor \(version) is listening.

      WebSocket  ws\(schemeSuffix)://\(place.address)/api/v1/ws
      Publish    http\(schemeSuffix)://\(place.address)/api/v1/events
      Token      \(tokenText)

    See events (Debian's python3-websockets, which `make run` installs):

      (echo '{"type":"subscribe","data":{"events":["metrics","agent_status"]}}'; cat) | /usr/bin/python3 -m websockets 'ws\(schemeSuffix)://\(place.address)/api/v1/ws\(tokenQuery)'

    """
  }

  private func socketText(_ path: String) -> String {
    """

    Junctor \(version) is listening.

      Socket     \(path)
      Token      \(tokenText)

    See whether it is there:

      curl --unix-socket \(path) http\(schemeSuffix)://localhost/health/ready

    """
  }
}

extension ListenPlace {
  fileprivate var isTCP: Bool {
    if case .tcp = address { true } else { false }
  }
}
