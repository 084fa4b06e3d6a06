/// A client that breaks the protocol on purpose and never answers a close.
struct RawClient: Sendable {
  /// A frame as the client sends it: the first byte is FIN, RSV and opcode.
  struct Frame: Sendable, Encodable {
    var first: UInt8
    var payload: [UInt8] = []
    var isMasked = true

    private enum CodingKeys: String, CodingKey { case first, mask, hex }

    func encode(to encoder: any Encoder) throws {
      var values = encoder.container(keyedBy: CodingKeys.self)
      try values.encode(first, forKey: .first)
      try values.encode(isMasked, forKey: .mask)
      let digits = payload.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }
      try values.encode(digits.joined(), forKey: .hex)
    }
  }

  /// A compressed frame that is far larger when it is inflated.
  struct Bomb: Sendable, Encodable {
    /// FIN, RSV and opcode.
    var first: UInt8
    /// Bytes before it is compressed.
    var bomb: Int
    /// How often it is compressed.
    var times = 1
  }

  private struct Target: Encodable {
    let host = "127.0.0.1"
    let port: Int
    let path: String
    let extensions: String?
  }

  /// What it gets from the server.
  let reports: ClientReports
  private let process: ChildProcess

  /// Connects and reads the welcome.
  /// - Parameter extensions: what it offers.
  init(port: Int, token: String, extensions: String? = nil) async throws {
    process = try ChildProcess(Installation.python, [Installation.client("raw_client.py")])
    reports = ClientReports(of: process)
    try process.writeJSON(Target(port: port, path: "/api/v1/ws?token=\(token)", extensions: extensions))
    try await reports.opened()
    _ = try await reports.frame()
  }

  func send(_ frame: Frame) throws { try process.writeJSON(frame) }
  func send(_ bomb: Bomb) throws { try process.writeJSON(bomb) }

  /// Sends pings, until the server takes no more.
  /// - Returns: how many.
  func flood(_ count: Int) async throws -> Int {
    try process.writeJSON(["flood": count])
    while true {
      switch try await reports.next() {
      case .flooded(let sent): return sent
      case .message: break
      case let report: throw Unexpected(report, instead: "the number of pings")
      }
    }
  }

  /// Reads no more, at the latest after the next message.
  func pause() throws { try process.writeJSON(["pause": true]) }
}
