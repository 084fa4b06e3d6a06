import Foundation
import Synchronization

/// What a client script reports, read one after the other.
final class ClientReports: Sendable {
  private let process: ChildProcess
  private let path: Client.Path
  private let count = Mutex(0)

  init(of process: ChildProcess, _ path: Client.Path = .v1) {
    self.process = process
    self.path = path
  }

  /// The next report. A client that has ended has none.
  func next() async throws -> ClientReport {
    let index = count.withLock { count in
      defer { count += 1 }
      return count
    }
    guard let line = try await process.output.line(at: index, "further report") else {
      throw Unexpected("the end of the client", instead: "a report: \(process.errors.text)")
    }
    let report = try JSONDecoder().decode(ClientReport.self, from: Data(line.utf8))
    if case .message(let frame) = report { frame.expectDeclared(at: path) }
    return report
  }

  /// The connection is open: the subprotocol that the server chose.
  @discardableResult
  func opened() async throws -> String? {
    let report = try await next()
    guard case .open(let subprotocol) = report else { throw Unexpected(report, instead: "an open connection") }
    return subprotocol
  }

  /// The next message that does not come unasked, as news of the user's other connections do.
  func frame() async throws -> Frame {
    while true {
      let frame = try await anyFrame()
      if frame.type != "connection_pool_info" { return frame }
    }
  }

  /// The next message.
  func anyFrame() async throws -> Frame {
    let report = try await next()
    guard case .message(let frame) = report else { throw Unexpected(report, instead: "a message") }
    return frame
  }

  /// The messages that still come until the server closes, and how it does.
  func closing() async throws -> (frames: [Frame], closing: Closing) {
    var frames: [Frame] = []
    while true {
      switch try await next() {
      case .message(let frame) where frame.type == "connection_pool_info": break
      case .message(let frame): frames.append(frame)
      case .closed(let closing): return (frames, closing)
      case let report: throw Unexpected(report, instead: "messages and a close")
      }
    }
  }
}
