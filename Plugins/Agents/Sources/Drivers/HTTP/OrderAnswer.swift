import RouterCore

/// What an agent answers by HTTP.
enum OrderAnswer {
  /// - Parameter body: the data of a `command_result`, or nothing: then the status says it all.
  static func read(status: Int, body: [UInt8], from server: String) throws(DriverError) -> AgentReply {
    switch status {
    case 200..<300: break
    case 429, 502, 503, 504: throw .unavailable("\(server) answers \(status)")
    default: throw .failed("\(server) answers \(status)")
    }
    if body.isEmpty { return AgentReply(requestID: nil, outcome: .succeeded(nil)) }
    let document: JSONDocument
    do {
      document = try JSONDocument(parsing: body)
    } catch {
      throw .failed("\(server) answers with what is no JSON: \(error.reason)")
    }
    do throws(PayloadViolation) {
      return try AgentReply(document.root)
    } catch {
      throw .failed("\(server) answers with what is no command_result: \(error)")
    }
  }
}
