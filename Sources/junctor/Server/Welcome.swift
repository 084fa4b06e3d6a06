import RouterGateway

/// What a developer sees first: where the server is and how to talk to it.
struct Welcome {
  let version = Version.text
  let place: ListenPlace
  let token: String

  /// - Parameter places: where the server listens; a web address is shown if there is any.
  init?(_ places: [ListenPlace], token: String) {
    let clients = places.filter { !$0.isAdmin }
    guard let place = clients.first(where: \.isTCP) ?? clients.first else { return nil }
    self.place = place
    self.token = token
  }

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
      Token      \(token)

    See events (Debian's python3-websockets, which `make run` installs):

      (echo '{"type":"subscribe","data":{"events":["metrics","agent_status"]}}'; cat) | /usr/bin/python3 -m websockets 'ws\(schemeSuffix)://\(place.address)/api/v1/ws?token=\(token)'

    """
  }

  private func socketText(_ path: String) -> String {
    """

    Junctor \(version) is listening.

      Socket     \(path)
      Token      \(token)

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
